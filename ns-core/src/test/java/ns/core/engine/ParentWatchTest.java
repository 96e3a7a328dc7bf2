package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import ns.core.error.Errno;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;

/** A child does not go on without its parent. */
class ParentWatchTest {

    private static Program after(List<Step> steps) {
        List<Step> all = new ArrayList<>(steps);
        all.add(Step.of("execve", "/bin/true", SystemCall.EXECVE, Arg.of("/bin/true"),
                new Arg.Pointers(List.of(Arg.of("true"))), new Arg.Pointers(List.of())));
        return new Program(0, all);
    }

    @Test
    void aChildOfALivingParentGoesOn() throws Exception {
        assertEquals(0, Spawner.spawn(after(ParentWatch.steps()), Spawner.ParentWork.NONE).pidfd().reap());
    }

    @Test
    void aChildOfADeadParentEnds() throws Exception {
        Process parent = new ProcessBuilder("sleep", "1000").start();
        int pidfd = (int) Libc.syscall(SystemCall.PIDFD_OPEN, parent.pid(), 0);
        try {
            assertEquals(0, Spawner.spawn(after(ParentWatch.steps(pidfd)), Spawner.ParentWork.NONE).pidfd().reap());
            parent.destroyForcibly().waitFor();
            SpawnException e = assertThrows(SpawnException.class,
                    () -> Spawner.spawn(after(ParentWatch.steps(pidfd)), Spawner.ParentWork.NONE));
            assertEquals(Errno.EAGAIN, e.errno());
            assertEquals("go on only if not", e.step().orElseThrow().subject());
        } finally {
            Libc.close(pidfd);
            parent.destroyForcibly();
        }
    }
}

package ns.core.engine;

import static ns.core.process.Deadline.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import ns.core.IdMap;
import ns.core.Isolation;
import ns.core.Namespace;
import ns.core.bindings.core_h;
import ns.core.process.ForkedJvm;
import ns.core.syscall.ProcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM killed in the middle of a spawn takes the half-made child with it. */
class KilledParentTest {

    @Test
    void aChildThatWaitsForItsIdMapsEndsWithTheJvm(@TempDir Path temp) throws Exception {
        Path pids = temp.resolve("pids");
        // The parent calls newuidmap while the child waits: this one tells both pids and never ends.
        Path tool = Files.writeString(temp.resolve("newuidmap"),
                "#!/bin/sh\necho $1 $$ >" + pids + ".new; mv " + pids + ".new " + pids + "; exec sleep 1000\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder(withoutCapSetuid(ForkedJvm.ofMain(List.of(), KilledParentTest.class)))
                .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        builder.environment().merge("PATH", temp.toString(), (path, first) -> first + ":" + path);
        Process jvm = builder.start();
        try {
            await("the JVM to call newuidmap", () -> Files.exists(pids) || !jvm.isAlive());
            String[] told = Files.readString(pids).strip().split(" ");
            long child = Long.parseLong(told[0]);
            try {
                await("the child to wait", () -> state(child).equals("S"));
                jvm.destroyForcibly().waitFor();
                await("the child to end", () -> state(child).equals("Z") || state(child).isEmpty());
            } finally {
                ProcessHandle.of(Long.parseLong(told[1])).ifPresent(ProcessHandle::destroyForcibly);
                ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
            }
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    /** Two ranges, for which a JVM without CAP_SETUID needs newuidmap. */
    public static void main(String[] args) throws IOException {
        Isolation.builder().namespaces(Namespace.USER)
                .idMap(IdMap.uid(0, 100_000, 1)).idMap(IdMap.uid(1, 100_001, 1)).build().start("true").close();
    }

    private static List<String> withoutCapSetuid(List<String> java) throws IOException {
        List<String> command = new ArrayList<>();
        if (ProcStatus.ofSelf().hasCapability(core_h.CAP_SETUID())) {
            command.addAll(List.of("setpriv", "--inh-caps=-setuid", "--bounding-set=-setuid"));
        }
        command.addAll(java);
        return command;
    }

    /** The letter of its state; empty for a process that is not there. */
    private static String state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[0];
        } catch (IOException e) {
            return "";
        }
    }
}

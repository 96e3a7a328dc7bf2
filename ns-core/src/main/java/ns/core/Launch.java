package ns.core;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import ns.core.bindings.core_h;
import ns.core.engine.Child;
import ns.core.engine.Program;
import ns.core.engine.SpawnException;
import ns.core.engine.Spawner;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.ChildWatcher;
import ns.core.process.Stdio;

/** Starts a command as a specification says, and leaves nothing behind where that fails. */
final class Launch {

    private static final Duration TIME_TO_ENTER = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofNanos(100_000);

    private Launch() {}

    static IsolatedProcess start(Spec spec, ChildPlan plan, List<String> command) throws IOException {
        ChildWatcher watcher = ChildWatcher.instance();
        Stdio stdio = spec.openStdio();
        boolean started = false;
        try {
            Child child = spawn(spec, plan, command, stdio);
            try {
                stdio.childStarted();
                Map<Namespace, Long> ids = plan.namespaceIds(child.answers());
                if (spec.namespaces.contains(Namespace.TIME)) {
                    checkTimeNamespace(child.pid(), ids.get(Namespace.TIME));
                }
                IsolatedProcess process = new IsolatedProcess(child, stdio, ids, plan.pidInside(child.answers()),
                        spec.namespaces.contains(Namespace.PID));
                watcher.watch(child.pidfd(), process.listener());
                started = true;
                return process;
            } finally {
                if (!started) {
                    child.pidfd().signal(core_h.SIGKILL());
                    child.pidfd().reap();
                }
            }
        } finally {
            if (!started) {
                stdio.close();
            }
        }
    }

    /**
     * Before Linux 6.2 execve did not enter the time namespace that unshare had made: only children would be in it.
     *
     * <p>The kernel lets go of this JVM's memory, which is when the start is over, shortly before it enters.
     */
    private static void checkTimeNamespace(long pid, Long made) throws NamespaceException {
        long deadline = System.nanoTime() + TIME_TO_ENTER.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (made != null && Namespace.TIME.idOf(pid) == made) {
                    return;
                }
            } catch (IOException e) {
                return; // it has ended already
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        throw new NamespaceException("unshare", "time namespace", Errno.EINVAL,
                "this kernel does not enter a time namespace on execve: needs Linux 6.2 or later");
    }

    private static Child spawn(Spec spec, ChildPlan plan, List<String> command, Stdio stdio)
            throws IOException {
        Program program = plan.program(command, stdio.steps());
        Spawner.ParentWork work = pid -> {
            plan.mapping().write(pid);
            if (spec.preparation != null) {
                spec.preparation.prepare(pid);
            }
            stdio.openStreams();
        };
        try {
            if (spec.joined != null) {
                return Spawner.spawnInside(
                        spec.joined.descriptor(), spec.joined.kind().cloneFlag(), program, work, spec.dieWithParent);
            }
            return spec.dieWithParent
                    ? Spawner.spawnFromLastingThread(program, work)
                    : Spawner.spawn(program, work);
        } catch (SpawnException e) {
            throw new Failure(spec, plan, program, command.getFirst()).explain(e);
        }
    }
}

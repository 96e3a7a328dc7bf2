package ns.core;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import ns.core.bindings.core_h;
import ns.core.cgroup.Cgroup;
import ns.core.engine.Child;
import ns.core.engine.Init;
import ns.core.engine.Program;
import ns.core.engine.SpawnException;
import ns.core.engine.Spawner;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.ChildWatcher;
import ns.core.process.Stdio;

/** Starts a command as a specification says, and leaves nothing behind where that fails. */
final class Launch {

    private static final Duration TIME_TO_ENTER = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofNanos(100_000);

    /** In the place of a descriptor. */
    static final int NO_INIT = -1;

    private Launch() {}

    static IsolatedProcess start(Spec spec, ChildPlan general, List<String> command) throws IOException {
        ChildWatcher watcher = ChildWatcher.instance();
        Stdio stdio = spec.openStdio();
        Cgroup cgroup = null;
        boolean started = false;
        try {
            cgroup = spec.cgroup == null ? null : Cgroup.make(spec.cgroup);
            ChildPlan plan = stdio.terminalName().map(name -> new ChildPlan(spec, name)).orElse(general);
            Child child = spawn(spec, plan, command, stdio, cgroup);
            try {
                stdio.childStarted();
                Map<Namespace, Long> ids = plan.namespaceIds(child.answers());
                if (spec.namespaces.contains(Namespace.TIME)) {
                    checkTimeNamespace(child.pid(), ids.get(Namespace.TIME));
                }
                IsolatedProcess process = new IsolatedProcess(child, stdio, cgroup, ids, plan.pidInside(child.answers()),
                        spec.namespaces.contains(Namespace.PID), spec.killSignal);
                process.watch(watcher);
                started = true;
                if (spec.timeLimit != null) {
                    process.limit(spec.timeLimit);
                }
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
                if (cgroup != null) {
                    cgroup.close();
                }
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

    private static Child spawn(Spec spec, ChildPlan plan, List<String> command, Stdio stdio, Cgroup cgroup)
            throws IOException {
        try (Entered entered = Entered.open(spec)) {
            return spawn(spec, plan, command, stdio, cgroup, entered.steps());
        }
    }

    private static Child spawn(Spec spec, ChildPlan plan, List<String> command, Stdio stdio, Cgroup cgroup, List<Step> enter)
            throws IOException {
        CommandPlan execution = plan.command(command);
        Program everywhere = plan.program(execution, stdio.steps(), enter, spec.hasInit() ? Init.executable() : NO_INIT);
        Program program = cgroup == null ? everywhere : everywhere.in(cgroup.descriptor());
        AtomicBoolean kept = new AtomicBoolean();
        Spawner.ParentWork work = pid -> {
            plan.mapping().write(pid);
            if (spec.preparation != null) {
                spec.preparation.prepare(pid);
            }
            stdio.openStreams();
            NamespaceFile.keepAll(pid, spec.kept); // the last that can fail here
            kept.set(true);
        };
        boolean spawned = false;
        try {
            Child child = spawn(spec, program, work);
            spawned = true;
            return child;
        } catch (SpawnException e) {
            throw new Failure(spec, plan, program, execution).explain(e);
        } finally {
            if (!spawned && kept.get()) {
                for (Path file : spec.kept.values()) {
                    NamespaceFile.release(file);
                }
            }
        }
    }

    private static Child spawn(Spec spec, Program program, Spawner.ParentWork work) throws SpawnException, IOException {
        if (spec.joined != null) {
            return Spawner.spawnInside(
                    spec.joined.descriptor(), spec.joined.kind().cloneFlag(), program, work, spec.dieWithParent);
        }
        return spec.dieWithParent ? Spawner.spawnFromLastingThread(program, work) : Spawner.spawn(program, work);
    }
}

package ns.core;

import java.io.IOException;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.engine.Child;
import ns.core.engine.Program;
import ns.core.engine.SpawnException;
import ns.core.engine.Spawner;
import ns.core.process.ChildWatcher;
import ns.core.process.Stdio;

/** Starts a command as a specification says, and leaves nothing behind where that fails. */
final class Launch {

    private Launch() {}

    static IsolatedProcess start(Spec spec, ChildPlan plan, List<String> command) throws IOException {
        ChildWatcher watcher = ChildWatcher.instance();
        Stdio stdio = spec.openStdio();
        boolean started = false;
        try {
            Child child = spawn(spec, plan, command, stdio);
            stdio.childStarted();
            boolean hasInit = spec.namespaces.contains(Namespace.PID);
            IsolatedProcess process = new IsolatedProcess(child, stdio,
                    plan.namespaceIds(child.answers()), plan.pidInside(child.answers()), hasInit);
            watch(watcher, child, process);
            started = true;
            return process;
        } finally {
            if (!started) {
                stdio.close();
            }
        }
    }

    private static Child spawn(Spec spec, ChildPlan plan, List<String> command, Stdio stdio)
            throws IOException {
        Program program = plan.program(command, stdio.steps());
        Spawner.ParentWork work = pid -> {
            plan.mapping().write(pid);
            stdio.openStreams();
        };
        try {
            return spec.dieWithParent
                    ? Spawner.spawnFromLastingThread(program, work)
                    : Spawner.spawn(program, work);
        } catch (SpawnException e) {
            throw new Failure(spec, plan, program, command.getFirst()).explain(e);
        }
    }

    private static void watch(ChildWatcher watcher, Child child, IsolatedProcess process) throws IOException {
        boolean watched = false;
        try {
            watcher.watch(child.pidfd(), process.listener());
            watched = true;
        } finally {
            if (!watched) {
                child.pidfd().signal(core_h.SIGKILL());
                child.pidfd().reap();
            }
        }
    }
}

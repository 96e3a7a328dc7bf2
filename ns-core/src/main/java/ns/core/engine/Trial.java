package ns.core.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.SystemCall;

/**
 * System calls that are tried in a child, which then ends: what they change is the child's own and goes with it, and a
 * seccomp filter that kills who makes them kills the child alone.
 *
 * <p>Steps that open or mount something take it to the child's end; those that touch mounts or links must be tried by
 * {@link #inOwn}, or they would touch the caller's.
 */
public final class Trial {

    private Trial() {}

    /**
     * Runs the steps to their end.
     *
     * @param cloneFlags of the namespaces that are the child's own
     * @param steps no execve among them that may succeed
     * @throws NamespaceException where there is no child, or a step failed that must not
     */
    public static Answers run(long cloneFlags, List<Step> steps) throws NamespaceException {
        List<Step> all = new ArrayList<>(steps);
        all.addFirst(Step.of("prctl", "PR_SET_PDEATHSIG SIGKILL: die with the parent", SystemCall.PRCTL,
                Arg.of(core_h.PR_SET_PDEATHSIG()), Arg.of(core_h.SIGKILL())));
        try {
            Child child = Spawner.spawn(new Program(cloneFlags, all), Spawner.ParentWork.NONE);
            child.pidfd().reap(); // behind its last step it exits by itself
            return child.answers();
        } catch (SpawnException e) {
            throw explained(e);
        } catch (NamespaceException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError(e); // there is no work that could throw it
        }
    }

    /**
     * The same in a new namespace, made with a new user namespace, or without where these are denied to the caller.
     *
     * @param kind the clone flag of the namespace
     */
    public static Answers inOwn(long kind, List<Step> steps) throws NamespaceException {
        try {
            run(core_h.CLONE_NEWUSER() | kind, List.of());
        } catch (NamespaceException withUser) {
            try {
                run(kind, List.of());
            } catch (NamespaceException e) {
                throw withUser;
            }
            return run(kind, steps);
        }
        return run(core_h.CLONE_NEWUSER() | kind, steps);
    }

    private static NamespaceException explained(SpawnException e) {
        if (e.step().isEmpty()) {
            return new NamespaceException(e.call(), "namespaces for a trial", e.errno(),
                    "it cannot be tried where these cannot be made");
        }
        Step step = e.step().get();
        return e.signal().isPresent()
                ? new NamespaceException(step.operation(), step.subject(), Errno.EINTR, "signal " + e.signal().getAsInt()
                        + " killed the child, as a seccomp filter does")
                : new NamespaceException(step.operation(), step.subject(), e.errno());
    }
}

package ns.core;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import ns.core.limit.CgroupLimits;
import ns.core.limit.ResourceLimit;
import ns.core.seccomp.SeccompFilter;

/** What a command may do, and how much it may use; a part of the builder. */
public abstract sealed class RestrictionOptions permits ProcessOptions {

    final Spec spec;

    RestrictionOptions(Spec spec) {
        this.spec = new Spec(spec);
    }

    /** So that calls of all parts can follow one another. */
    abstract IsolationBuilder self();

    /**
     * Lets programs that are set-user-ID, set-group-ID or have file capabilities gain privileges, as they do elsewhere.
     * Otherwise no execve inside grants any; {@code setpriv --no-new-privs}.
     *
     * @return this builder
     * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_NO_NEW_PRIVS.2const.html">PR_SET_NO_NEW_PRIVS(2const)</a>
     */
    public IsolationBuilder allowNewPrivileges() {
        spec.allowNewPrivileges = true;
        return self();
    }

    /**
     * The only capabilities that the command, and what it starts, may have; {@code capsh --drop}, {@code bwrap --cap-drop ALL
     * --cap-add}. Needs CAP_SETPCAP, as in a new user namespace.
     *
     * @param capabilities those left where the command would have them: as root, or as {@link #ambientCapabilities}
     * @return this builder
     */
    public IsolationBuilder keepCapabilities(Set<Capability> capabilities) {
        spec.keptCapabilities.retainAll(capabilities);
        return self();
    }

    /**
     * Capabilities that neither the command nor what it starts may have; {@code bwrap --cap-drop}.
     *
     * @param capabilities those taken away, beside those taken before
     * @return this builder
     */
    public IsolationBuilder dropCapabilities(Set<Capability> capabilities) {
        spec.keptCapabilities.removeAll(capabilities);
        return self();
    }

    /**
     * Capabilities that the command has although it is not root inside; {@code setpriv --ambient-caps}, {@code bwrap
     * --cap-add}.
     *
     * @param capabilities those of the caller, or with {@link Namespace#USER} any; those set before are forgotten
     * @return this builder
     */
    public IsolationBuilder ambientCapabilities(Set<Capability> capabilities) {
        Set<Capability> copy = Set.copyOf(capabilities);
        spec.ambientCapabilities.clear();
        spec.ambientCapabilities.addAll(copy);
        return self();
    }

    /**
     * Adds a filter of system calls, for the command and all it starts; {@code bwrap --add-seccomp-fd}. Of several, the
     * strictest answer counts; each must let the next be installed, and the command be executed.
     *
     * @param filter for example {@link SeccompFilter#standard}
     * @return this builder
     */
    public IsolationBuilder seccomp(SeccompFilter filter) {
        spec.seccomp.add(Objects.requireNonNull(filter, "filter"));
        return self();
    }

    /**
     * Lets nothing inside make a further user namespace; {@code bwrap --disable-userns}. Needs {@link Namespace#USER}. The
     * capability CAP_SYS_RESOURCE, which could take it back, is dropped.
     *
     * @return this builder
     */
    public IsolationBuilder forbidUserNamespaces() {
        spec.forbidUserNamespaces = true;
        return self();
    }

    /**
     * Limits a resource of the command and of each process it starts; {@code prlimit}, {@code ulimit}.
     *
     * @param limit replaces one of the same resource
     * @return this builder
     */
    public IsolationBuilder limit(ResourceLimit limit) {
        spec.limits.put(limit.resource(), limit);
        return self();
    }

    /**
     * Starts the command in a control group of its own, and limits what all in it use together; {@code systemd-run}. It is
     * born in it, and when it has ended what is left in it is killed. Needs cgroup v2 with the controllers, and a place in
     * it where the caller may make one.
     *
     * @param limits none, for a control group that only keeps together what the command starts
     * @return this builder
     */
    public IsolationBuilder cgroup(CgroupLimits limits) {
        spec.cgroup = Objects.requireNonNull(limits, "limits");
        return self();
    }

    /**
     * How long the command may run, by the wall clock; {@code timeout DURATION}. It then gets the kill signal, and SIGKILL
     * a second later.
     *
     * @param limit more than nothing
     * @return this builder
     * @see #killSignal
     */
    public IsolationBuilder timeLimit(Duration limit) {
        spec.timeLimit = Objects.requireNonNull(limit, "limit");
        return self();
    }

    /**
     * The signal that asks the command to end: what {@link IsolatedProcess#destroy} and a time limit send; SIGTERM at first;
     * {@code docker run --stop-signal}.
     *
     * @param signal which one
     * @return this builder
     */
    public IsolationBuilder killSignal(Signal signal) {
        spec.killSignal = Objects.requireNonNull(signal, "signal");
        return self();
    }
}

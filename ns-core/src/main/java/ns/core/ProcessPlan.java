package ns.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.limit.ResourceLimit;
import ns.core.syscall.SystemCall;

/** The steps that make a child, in its namespaces, the process that a command runs as. */
final class ProcessPlan {

    private static final int FIRST_OTHER = 3;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;

    private final Spec spec;
    private final IdMapping mapping;
    private final List<Step> steps = new ArrayList<>();

    private ProcessPlan(Spec spec, IdMapping mapping) {
        this.spec = spec;
        this.mapping = mapping;
    }

    static List<Step> of(Spec spec, IdMapping mapping) {
        ProcessPlan plan = new ProcessPlan(spec, mapping);
        plan.session();
        plan.niceness();
        OptionalLong uid = mapping.uid();
        CapabilityPlan capabilities = new CapabilityPlan(spec, uid.isPresent() && uid.getAsLong() != 0);
        plan.steps.addAll(capabilities.beforeCredentials());
        plan.credentials();
        plan.steps.addAll(capabilities.afterCredentials());
        plan.directory();
        plan.umask();
        plan.noNewPrivileges();
        return plan.steps;
    }

    /** The last of them, which are for the command alone, and not for its init. */
    static List<Step> ofCommand(Spec spec, IdMapping mapping) {
        ProcessPlan plan = new ProcessPlan(spec, mapping);
        plan.descriptors();
        plan.limits();
        return plan.steps;
    }

    private void add(String operation, String subject, SystemCall call, Arg... args) {
        steps.add(Step.of(operation, subject, call, args));
    }

    private void session() {
        if (spec.terminal != null) {
            return; // the session began with the terminal
        }
        if (spec.newSession) {
            add("setsid", "", SystemCall.SETSID);
        } else if (spec.hasOwnProcessGroup()) {
            add("setpgid", "own process group", SystemCall.SETPGID, Arg.of(0), Arg.of(0));
        }
    }

    private void niceness() {
        spec.niceness.ifPresent(value -> add("setpriority", Integer.toString(value), SystemCall.SETPRIORITY,
                Arg.of(core_h.PRIO_PROCESS()), Arg.of(0), Arg.of(value)));
    }

    private void credentials() {
        OptionalLong uid = mapping.uid();
        OptionalLong gid = mapping.gid();
        if (spec.enters(Namespace.USER) && !spec.preserveCredentials) {
            becomeRoot();
        }
        if (spec.groups != null) {
            steps.add(setGroups(spec.groups));
        } else if (uid.isPresent() || gid.isPresent()) {
            switch (mapping.setgroups()) {
                case ALLOWED -> steps.add(setGroups(List.of()));
                case MAYBE -> steps.add(setGroups(List.of()).optional());
                case DENIED -> { }
            }
        }
        gid.ifPresent(id -> add("setresgid", Long.toString(id), SystemCall.SETRESGID, Arg.of(id), Arg.of(id), Arg.of(id)));
        uid.ifPresent(id -> add("setresuid", Long.toString(id), SystemCall.SETRESUID, Arg.of(id), Arg.of(id), Arg.of(id)));
    }

    /** Root of an entered user namespace, where one is mapped; groups are left only where that has not been denied. */
    private void becomeRoot() {
        steps.add(setGroups(List.of()).optional());
        if (spec.gid.isEmpty()) {
            steps.add(Step.of("setresgid", "0", SystemCall.SETRESGID, Arg.of(0), Arg.of(0), Arg.of(0)).optional());
        }
        if (spec.uid.isEmpty()) {
            steps.add(Step.of("setresuid", "0", SystemCall.SETRESUID, Arg.of(0), Arg.of(0), Arg.of(0)).optional());
        }
    }

    private static Step setGroups(List<Long> groups) {
        ByteBuffer ids = ByteBuffer.allocate(groups.size() * Integer.BYTES).order(ByteOrder.nativeOrder());
        groups.forEach(id -> ids.putInt(id.intValue()));
        String subject = groups.isEmpty() ? "none" : groups.stream().map(String::valueOf).collect(Collectors.joining(","));
        return Step.of("setgroups", subject, SystemCall.SETGROUPS, Arg.of(groups.size()), new Arg.Data(ids.array()));
    }

    private void directory() {
        if (spec.directory != null) {
            add("chdir", spec.directory.toString(), SystemCall.CHDIR, Arg.of(spec.directory.toString()));
        }
    }

    /** None but those passed on purpose: the JDK does not open sockets close-on-exec. */
    private void descriptors() {
        long from = FIRST_OTHER;
        for (int descriptor : spec.passed) {
            if (descriptor > from) {
                close(from, descriptor - 1L);
            }
            add("fcntl", "descriptor " + descriptor + ", to be passed on", SystemCall.FCNTL,
                    Arg.of(descriptor), Arg.of(core_h.F_SETFD()), Arg.of(0));
            from = descriptor + 1L;
        }
        close(from, LAST_DESCRIPTOR);
    }

    /** Linux 5.9 and 5.10 cannot mark, but close: nothing is needed any more. */
    private void close(long from, long to) {
        String range = to == LAST_DESCRIPTOR ? from + " and above" : from + " to " + to;
        Step mark = Step.of("close_range", range + " on execve", SystemCall.CLOSE_RANGE,
                Arg.of(from), Arg.of(to), Arg.of(core_h.CLOSE_RANGE_CLOEXEC()));
        steps.add(mark.orElse(1));
        add("close_range", range, SystemCall.CLOSE_RANGE, Arg.of(from), Arg.of(to), Arg.of(0));
    }

    private void umask() {
        spec.umask.ifPresent(mask -> add("umask", Integer.toOctalString(mask), SystemCall.UMASK, Arg.of(mask)));
    }

    /** After what needs descriptors, which one of them is of. */
    private void limits() {
        for (ResourceLimit limit : spec.limits.values()) {
            ByteBuffer pair = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder());
            pair.putLong(limit.soft()).putLong(limit.hard());
            add("prlimit", limit.toString(), SystemCall.PRLIMIT64,
                    Arg.of(0), Arg.of(limit.resource().number()), new Arg.Data(pair.array()), Arg.of(0));
        }
    }

    private void noNewPrivileges() {
        if (!spec.allowNewPrivileges) {
            add("prctl", "PR_SET_NO_NEW_PRIVS", SystemCall.PRCTL, Arg.of(core_h.PR_SET_NO_NEW_PRIVS()), Arg.of(1),
                    Arg.of(0), Arg.of(0), Arg.of(0));
        }
    }
}

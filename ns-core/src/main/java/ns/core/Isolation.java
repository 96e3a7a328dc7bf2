package ns.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import ns.core.engine.Step;

/**
 * How a command is isolated: which namespaces it gets, and what is set up in them before it runs.
 *
 * <p>Immutable; one can start many processes, from many threads at once, virtual ones too. What {@code unshare} and
 * {@code bwrap} are for a shell, and {@code SysProcAttr} is for Go.
 *
 * {@snippet :
 * Isolation spec = Isolation.builder()
 *         .namespaces(Namespace.ALL)
 *         .hostname("bird")
 *         .mapRootUser()
 *         .mountProc()
 *         .build();
 * try (IsolatedProcess p = spec.start("sh", "-c", "hostname; id -u; echo $$")) {
 *     p.inputReader().lines().forEach(System.out::println);
 *     int status = p.waitFor();
 * }
 * }
 */
public final class Isolation {

    private final Spec spec;
    private final ChildPlan plan;

    Isolation(Spec spec) {
        this.spec = spec;
        this.plan = new ChildPlan(spec);
    }

    /**
     * A builder that isolates nothing yet.
     *
     * @return a new builder
     */
    public static IsolationBuilder builder() {
        return new IsolationBuilder(new Spec());
    }

    /**
     * What {@code ns run} does without options: all six namespaces, the caller mapped to root, private mounts, an own
     * {@code /proc} and the loopback interface up; {@code unshare -muinpfr --mount-proc}.
     *
     * @return the specification, for {@link #start} or {@link #toBuilder}
     */
    public static Isolation full() {
        return builder().namespaces(Namespace.ALL).mapRootUser().mountProc().loopbackUp().build();
    }

    /**
     * A builder that starts from this specification.
     *
     * @return a new builder
     */
    public IsolationBuilder toBuilder() {
        return new IsolationBuilder(spec);
    }

    /**
     * Starts a command.
     *
     * @param command the program, searched in the PATH of its environment where it has no slash, and its arguments
     * @return the running process; set-up is over and the command has begun
     * @throws ns.core.error.NamespaceException where a namespace could not be made or set up, or the command not
     *     executed; it says which operation on what failed, and why
     * @throws IOException where a file that standard input or output is to go to could not be opened
     * @throws IllegalArgumentException where the command is empty or an argument contains NUL
     */
    public IsolatedProcess start(String... command) throws IOException {
        return start(List.of(Objects.requireNonNull(command, "command")));
    }

    /**
     * Starts a command.
     *
     * @param command the program, searched in the PATH of its environment where it has no slash, and its arguments
     * @return the running process; set-up is over and the command has begun
     * @throws ns.core.error.NamespaceException where a namespace could not be made or set up, or the command not
     *     executed; it says which operation on what failed, and why
     * @throws IOException where a file that standard input or output is to go to could not be opened
     * @throws IllegalArgumentException where the command is empty or an argument contains NUL
     */
    public IsolatedProcess start(List<String> command) throws IOException {
        List<String> copy = List.copyOf(Objects.requireNonNull(command, "command"));
        Validation.checkCommand(copy);
        return Launch.start(spec, plan, copy);
    }

    /**
     * What a child would do before the command runs, in order, a line a step; {@code ns run --dry-run}. Nothing is done,
     * and no file opened.
     *
     * @param command as for {@link #start}
     * @return each step in the kernel's words, the making of the child first
     * @throws IllegalArgumentException where the command is empty or an argument contains NUL
     */
    public List<String> describe(List<String> command) {
        List<String> copy = List.copyOf(Objects.requireNonNull(command, "command"));
        Validation.checkCommand(copy);
        List<String> lines = new ArrayList<>();
        if (spec.joined != null) {
            lines.add("setns " + spec.joined.kind() + " namespace");
        }
        if (spec.cgroup != null) {
            lines.add("mkdir control group");
            spec.cgroup.settings().forEach((file, value) -> lines.add("write " + file + " \"" + value + "\""));
        }
        lines.add("clone3 " + plan.cloneSubject() + (spec.cgroup == null ? "" : ", into the control group"));
        int beforeStdio = lines.size() + 1; // behind the death signal, as in ChildPlan
        plan.program(plan.command(copy).described(), List.of(), List.of(), Launch.NO_INIT).steps().stream().map(Step::toString).forEach(lines::add);
        spec.entered.reversed().forEach(ref -> lines.add(beforeStdio, "setns " + ref));
        lines.addAll(beforeStdio, spec.describeStdio());
        return lines;
    }
}

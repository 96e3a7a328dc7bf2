package ns.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import ns.core.engine.Step;
import ns.core.engine.Supervisor;
import ns.core.syscall.ProcStatus;

/**
 * How a command is isolated: which namespaces it gets, and what is set up in them before it runs.
 *
 * <p>Immutable; one can start many processes, from many threads at once, virtual ones too. It keeps the last command line, since
 * most often the next is the same. What {@code unshare} and
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
     * Lays a command, and what starts it so isolated and supervises it, out as a static executable of a few pages: run in the
     * place of this JVM, by the same user and at the same terminal, it does what {@link #start} does, passes SIGHUP, SIGINT and SIGTERM on, unless
     * they are ignored now, and ends with the status of the
     * command, or with 128 and the number of the signal that ended it.
     *
     * @param command as for {@link #start}
     * @param otherwise a program, by its path, and its arguments, which takes the place of the executable where the command
     *     cannot be started, to say why; it gets the environment of this JVM
     * @param file where the executable will be; it removes itself from there when it runs
     * @return its content; empty where the command needs a JVM beside it: with an init, a terminal, a time limit or a control
     *     group of its own, descriptors or streams passed on, a network joined or prepared, namespaces
     *     entered or kept, maps of ids not written by the command itself, and without a PID namespace of its own
     * @throws IllegalArgumentException where one of the two command lines is empty or an argument contains NUL
     */
    public Optional<byte[]> executable(List<String> command, List<String> otherwise, Path file) {
        List<String> copy = List.copyOf(Objects.requireNonNull(command, "command"));
        Validation.checkCommand(copy);
        List<String> instead = List.copyOf(Objects.requireNonNull(otherwise, "otherwise"));
        Validation.checkCommand(instead);
        Objects.requireNonNull(file, "file");
        if (!spec.needsNoJvm() || !plan.mapping().isWrittenByChild()) {
            return Optional.empty();
        }
        List<Step> execution = plan.command(copy).described();
        Supervisor.Command supervised = new Supervisor.Command(plan.cloneFlags(), watch -> plan.steps(execution, watch),
                spec.newSession || spec.hasOwnProcessGroup());
        return Optional.of(Supervisor.executable(file, supervised, instead, Environment.ofJvm(), ignored()));
    }

    private static IntPredicate ignored() {
        try {
            return ProcStatus.ofSelf()::ignores;
        } catch (IOException e) {
            return signal -> false; // and all are passed on
        }
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

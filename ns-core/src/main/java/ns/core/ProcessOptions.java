package ns.core;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.core.syscall.Terminal;

/** What the process is that a command runs as: its identity, environment, directory and streams; a part of the builder. */
public abstract sealed class ProcessOptions extends RestrictionOptions permits IsolationBuilder {

    ProcessOptions(Spec spec) {
        super(spec);
    }

    /**
     * The user the command runs as, by its id inside; {@code unshare --setuid}.
     *
     * <p>Without it the command runs as the caller where the caller is mapped, else as root where that is mapped.
     *
     * @param id mapped in the user namespace, if there is a new one
     * @return this builder
     */
    public IsolationBuilder uid(long id) {
        spec.uid = OptionalLong.of(id);
        return self();
    }

    /**
     * The group the command runs as, by its id inside; {@code unshare --setgid}.
     *
     * @param id mapped in the user namespace, if there is a new one
     * @return this builder
     */
    public IsolationBuilder gid(long id) {
        spec.gid = OptionalLong.of(id);
        return self();
    }

    /**
     * The supplementary groups of the command, by their ids inside; {@code setpriv --groups}.
     *
     * <p>Without it a command that gets a user or group of its own loses the caller's supplementary groups, where
     * the kernel lets it. In a user namespace, setting them needs a caller with CAP_SETGID.
     *
     * @param ids mapped in the user namespace, if there is a new one; none for no groups
     * @return this builder
     */
    public IsolationBuilder groups(long... ids) {
        spec.groups = Arrays.stream(Objects.requireNonNull(ids, "ids")).boxed().toList();
        return self();
    }

    /**
     * Sets an environment variable of the command, beside those it inherits; {@code env NAME=VALUE}.
     *
     * @param name without {@code =}
     * @param value any text without NUL
     * @return this builder
     */
    public IsolationBuilder env(String name, String value) {
        return change(name, new Environment.Change.Assign(Objects.requireNonNull(value, "value")));
    }

    private IsolationBuilder change(String name, Environment.Change change) {
        spec.environment.put(Objects.requireNonNull(name, "name"), change);
        return self();
    }

    /**
     * Gives the command an environment variable as this JVM has it, after {@link #clearEnv} too; {@code sudo
     * --preserve-env=NAME}. Its bytes are passed on as they are, where Java's strings would lose some.
     *
     * @param name without {@code =}; the command has no such variable where the JVM has none
     * @return this builder
     */
    public IsolationBuilder keepEnv(String name) {
        return change(name, new Environment.Change.Keep());
    }

    /**
     * Keeps an environment variable from the command; {@code env --unset NAME}.
     *
     * @param name without {@code =}
     * @return this builder
     */
    public IsolationBuilder unsetEnv(String name) {
        return change(name, new Environment.Change.Remove());
    }

    /**
     * Lets the command inherit no environment, and forgets what was set before; {@code env --ignore-environment}.
     *
     * @return this builder
     */
    public IsolationBuilder clearEnv() {
        spec.clearEnvironment = true;
        spec.environment.clear();
        return self();
    }

    /**
     * Lets the command inherit the environment of another process instead of the JVM's; {@code nsenter --env}.
     *
     * @param pid of a process of the same user
     * @return this builder
     */
    public IsolationBuilder environmentOf(long pid) {
        spec.environmentOf = OptionalLong.of(pid);
        return self();
    }

    /**
     * The command's working directory; {@code bwrap --chdir}. Without it, the JVM's.
     *
     * @param path as seen inside
     * @return this builder
     */
    public IsolationBuilder directory(Path path) {
        spec.directory = Objects.requireNonNull(path, "path");
        return self();
    }

    /**
     * Kills the command when this JVM ends, by SIGKILL too; {@code bwrap --die-with-parent}.
     *
     * <p>The command, and with {@link Namespace#PID} all that it started. An execve of a set-user-ID program clears this;
     * see PR_SET_PDEATHSIG(2const).
     *
     * <p>A thread of the library starts it, in the network namespace of the calling thread. Where these two are in
     * different ones, that needs CAP_SYS_ADMIN over both.
     *
     * @return this builder
     */
    public IsolationBuilder dieWithParent() {
        return dieWithParent(Signal.KILL);
    }

    /**
     * Sends the command a signal when this JVM ends, by SIGKILL too; {@code unshare --kill-child=SIGNAL}. As process 1 of a new
     * {@link Namespace#PID} it gets only those it has a handler for, and SIGKILL.
     *
     * @param signal which one; until the command runs it is SIGKILL
     * @return this builder
     * @see #dieWithParent()
     */
    public IsolationBuilder dieWithParent(Signal signal) {
        spec.deathSignal = Objects.requireNonNull(signal, "signal");
        spec.dieWithParent = true;
        return self();
    }

    /**
     * Makes process 1 an init, with the command as its child; {@code docker run --init}, tini, and what {@code bwrap
     * --unshare-pid} does of itself. Needs {@link Namespace#PID}.
     *
     * <p>The init reaps what ends without a parent, passes on to the command each signal that it is sent, SIGKILL and
     * SIGSTOP excepted, which nobody can pass on, and ends when the command does, with its status, or 128 and the number of
     * the signal that ended it. The kernel then ends all that is left. A signal that the terminal sends, for Ctrl-C say, is
     * not passed on: the terminal sends it to the command as well.
     *
     * <p>{@link IsolatedProcess#pid} is then the init, and {@link IsolatedProcess#pidInside} the command. The init is an
     * executable of a few hundred bytes in memory: memfd_create(2). Limits and passed descriptors are not for it, but what
     * the command runs as and may do is.
     *
     * @return this builder
     */
    public IsolationBuilder init() {
        spec.init = true;
        return self();
    }

    /**
     * Where standard input comes from; a pipe at first.
     *
     * @param source as for {@link ProcessBuilder#redirectInput(Redirect)}
     * @return this builder
     */
    public IsolationBuilder stdin(Redirect source) {
        spec.stdin = Objects.requireNonNull(source, "source");
        return self();
    }

    /**
     * Where standard output goes; a pipe at first.
     *
     * @param target as for {@link ProcessBuilder#redirectOutput(Redirect)}
     * @return this builder
     */
    public IsolationBuilder stdout(Redirect target) {
        spec.stdout = Objects.requireNonNull(target, "target");
        return self();
    }

    /**
     * Where standard error goes; a pipe of its own at first.
     *
     * @param target as for {@link ProcessBuilder#redirectError(Redirect)}
     * @return this builder
     */
    public IsolationBuilder stderr(Redirect target) {
        spec.stderr = Objects.requireNonNull(target, "target");
        spec.mergeStderr = false;
        return self();
    }

    /**
     * Lets standard error go where standard output goes; {@code 2>&1}.
     *
     * @return this builder
     */
    public IsolationBuilder mergeStderr() {
        spec.mergeStderr = true;
        return self();
    }

    /**
     * Gives the command the JVM's own standard streams.
     *
     * @return this builder
     */
    public IsolationBuilder inheritIO() {
        return stdin(Redirect.INHERIT).stdout(Redirect.INHERIT).stderr(Redirect.INHERIT);
    }

    /**
     * Starts the command in a session of its own, without a controlling terminal; {@code setsid}, {@code bwrap
     * --new-session}. A shell in it has no job control.
     *
     * @return this builder
     */
    public IsolationBuilder newSession() {
        spec.newSession = true;
        return self();
    }

    /**
     * Gives the command a session and a pseudo-terminal of its own, which controls it, in the place of pipes; {@code docker run
     * -t}, script(1).
     *
     * <p>What is written to {@link IsolatedProcess#getOutputStream} is typed there, and closing that types Ctrl-D;
     * {@link IsolatedProcess#getInputStream} reads what is shown, with the echo of what was typed and lines that end with
     * {@code \r\n}. There is no error stream. With a small {@code /dev} of its own the terminal is {@code /dev/console} there.
     * With a new PID namespace there is an {@link #init} too: the kernel keeps Ctrl-C from a process 1 without a handler for it.
     *
     * @param rows 1 to 65535, as 24
     * @param columns 1 to 65535, as 80
     * @return this builder
     * @see IsolatedProcess#resizeTerminal
     */
    public IsolationBuilder terminal(int rows, int columns) {
        spec.terminal = new Terminal.Size(rows, columns);
        return self();
    }

    /**
     * Starts the command in a process group of its own, so that what it sends to its group does not reach the JVM. Without
     * this too, where there is a new {@link Namespace#PID} and standard input is not the JVM's own: on a terminal, the command
     * could not read any more.
     *
     * @return this builder
     */
    public IsolationBuilder newProcessGroup() {
        spec.newProcessGroup = true;
        return self();
    }

    /**
     * The permissions that files the command makes do not get; {@code umask}. Without it, the JVM's.
     *
     * @param mask 0 to 0777
     * @return this builder
     */
    public IsolationBuilder umask(int mask) {
        spec.umask = OptionalInt.of(mask);
        return self();
    }

    /**
     * The command's nice value; {@code nice}, but not relative to the JVM's.
     *
     * @param value -20, which gets most of the CPU, to 19; below the JVM's needs CAP_SYS_NICE
     * @return this builder
     */
    public IsolationBuilder niceness(int value) {
        spec.niceness = OptionalInt.of(value);
        return self();
    }

    /**
     * What the command is told it was called as; {@code bwrap --argv0}, {@code exec -a}.
     *
     * @param name in the place of the command itself, which is still what is executed
     * @return this builder
     */
    public IsolationBuilder argv0(String name) {
        spec.argv0 = Objects.requireNonNull(name, "name");
        return self();
    }

    /**
     * Gives the command a descriptor that this JVM has, under the same number. All others but the standard streams are
     * closed.
     *
     * @param descriptor 3 or above, for example one that the JVM was itself started with
     * @return this builder
     */
    public IsolationBuilder passDescriptor(int descriptor) {
        spec.passed.add(descriptor);
        return self();
    }
}

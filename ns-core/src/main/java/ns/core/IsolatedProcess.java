package ns.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import ns.core.cgroup.Cgroup;
import ns.core.engine.Child;
import ns.core.engine.Init;
import ns.core.engine.Pidfd;
import ns.core.error.NamespaceException;
import ns.core.process.ChildWatcher;
import ns.core.process.EndedHandle;
import ns.core.process.Family;
import ns.core.process.Stdio;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.Terminal;

/**
 * A command that runs in namespaces of its own.
 *
 * <p>All that is known of {@link Process} holds. When the command has ended, its pipes take up no descriptors any more,
 * and what it has written can still be read; what a process that it left behind writes later is lost.
 *
 * <p>In addition it can be closed: that kills what still runs, waits for its end and closes its streams; input that has
 * not been flushed is dropped. With a new PID namespace nothing that the command started outlives it. Without one,
 * closing also kills the descendants it finds while the command still runs: one that has left the family tree, or that
 * an ended command left behind, is not found.
 */
public final class IsolatedProcess extends Process implements AutoCloseable {

    /** Between the kill signal of a time limit and SIGKILL. */
    private static final Duration TO_END = Duration.ofSeconds(1);

    /** How long a thread that waits may take to notice an interrupt. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private final long pid;
    private final Pidfd pidfd;
    private final Stdio stdio;
    /** Null where it is in the JVM's. */
    private final Cgroup cgroup;
    private final Map<Namespace, Long> namespaceIds;
    private final long pidInside;
    private final boolean ownPids;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final Signal killSignal;
    private volatile boolean timedOut;
    private volatile Signal replacedByKill;
    private Optional<ProcessHandle> handle;
    private final ChildWatcher.Listener listener = listener();
    private volatile ChildWatcher watcher;

    IsolatedProcess(Child child, Stdio stdio, Cgroup cgroup, Map<Namespace, Long> namespaceIds, long pidInside, boolean ownPids,
            Signal killSignal) {
        this.pid = child.pid();
        this.pidfd = child.pidfd();
        this.stdio = stdio;
        this.cgroup = cgroup;
        this.namespaceIds = Map.copyOf(namespaceIds);
        this.pidInside = pidInside;
        this.ownPids = ownPids;
        this.killSignal = killSignal;
    }

    /** Lets somebody reap it. */
    void watch(ChildWatcher by) throws NamespaceException {
        watcher = by;
        by.watch(pidfd, listener);
    }

    /** Ends it when the time has elapsed, on a thread of its own: common ones must not be started inside a namespace. */
    void limit(Duration time) {
        Thread.ofPlatform().daemon().name("ns-time-limit").start(() -> {
            try {
                if (!waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                    timedOut = true;
                    signal(killSignal);
                    if (!waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
                        destroyForcibly();
                    }
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e); // nobody has this thread
            }
        });
    }

    /**
     * Whether the command was told to end since its time limit had elapsed.
     *
     * @return true also while it still runs
     * @see IsolationBuilder#timeLimit
     */
    public boolean isTimedOut() {
        return timedOut;
    }

    /** Another descriptor that stands for it, or a negated error number when it has been reaped. */
    long duplicatePidfd() {
        return pidfd.duplicate();
    }

    /** What the watcher is to tell. */
    private ChildWatcher.Listener listener() {
        return new ChildWatcher.Listener() {
            @Override
            public boolean mayBeToldAnywhere() {
                return cgroup == null && status.getNumberOfDependents() == 0;
            }

            @Override
            public void ended(int exitStatus) {
                try {
                    stdio.childEnded(); // before anybody is told: who has waited finds the descriptors closed
                    if (cgroup != null) {
                        cgroup.close();
                    }
                } finally {
                    Signal replaced = replacedByKill;
                    boolean killed = exitStatus == Pidfd.SIGNALLED + Signal.KILL.number();
                    status.complete(killed && replaced != null ? Pidfd.SIGNALLED + replaced.number() : exitStatus);
                }
            }
        };
    }

    /** Not found in advance: that would take a good part of the time of a start. Later its pid may be another's. */
    private synchronized Optional<ProcessHandle> handle() {
        if (handle == null) {
            handle = pidfd.whileUnreaped(() -> ProcessHandle.of(pid)).orElseGet(() -> Optional.of(new EndedHandle(pid)));
        }
        return handle;
    }

    /**
     * The id of the namespace the command runs in; {@code readlink /proc/PID/ns/KIND}. Known also after its end.
     *
     * @param kind of namespace, new or shared with the JVM
     * @return the inode number; empty where the kernel does not have the kind
     */
    public OptionalLong namespaceId(Namespace kind) {
        Long id = namespaceIds.get(Objects.requireNonNull(kind, "kind"));
        return id == null ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /**
     * The process id as the command itself sees it.
     *
     * @return 1 in a new PID namespace, or another there with {@link IsolationBuilder#init}; else the same as {@link #pid}
     */
    public long pidInside() {
        return pidInside;
    }

    /**
     * Sends a signal; {@code kill -s SIGNAL}.
     *
     * <p>The kernel lets the first process of a PID namespace ignore every signal it has no handler for. Where such a
     * signal would end any other process, SIGKILL is sent in its place, and {@link #exitValue} tells of the signal that
     * was asked for. An {@linkplain IsolationBuilder#init init} passes all on, but is itself what SIGSTOP stops.
     *
     * @param signal which one
     * @return whether the command was still there and could be signalled
     */
    public boolean signal(Signal signal) {
        Objects.requireNonNull(signal, "signal");
        if (isPid1() && signal.endsByDefault() && signal != Signal.KILL && hasDefaultAction(signal)) {
            replacedByKill = signal;
            return pidfd.signal(Signal.KILL.number());
        }
        return pidfd.signal(signal.number());
    }

    /**
     * Whether the command has a handler for a signal at this moment, or blocks it to wait for it, as with sigwait(3) or
     * signalfd(2); {@code SigCgt} and {@code SigBlk} in {@code /proc/PID/status}.
     *
     * @param signal which one
     * @return whether the command gets to know of it, other than by its default action
     */
    public boolean handles(Signal signal) {
        Objects.requireNonNull(signal, "signal");
        return status(now -> now.catches(signal.number()) || now.blocks(signal.number()));
    }

    private boolean hasDefaultAction(Signal signal) {
        return status(now -> !now.catches(signal.number()) && !now.blocks(signal.number())
                && !now.ignores(signal.number()));
    }

    /** Whether the command is the first of its PID namespace itself, without an init before it. */
    private boolean isPid1() {
        return ownPids && pidInside == 1;
    }

    private boolean status(Predicate<ProcStatus> question) {
        try {
            return question.test(ownPids && !isPid1() ? Init.statusOfCommand(pid) : ProcStatus.of(pid));
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /**
     * Gives the command's terminal another size, of which SIGWINCH tells it; {@code stty rows R cols C}.
     *
     * @param rows 1 to 65535
     * @param columns 1 to 65535
     * @throws ns.core.error.NamespaceException where the kernel refuses
     * @throws IllegalArgumentException where a number is out of range
     * @throws IllegalStateException where the command was not given a terminal
     * @see IsolationBuilder#terminal
     */
    public void resizeTerminal(int rows, int columns) throws IOException {
        Validation.checkTerminal(new Terminal.Size(rows, columns));
        if (!stdio.resize(rows, columns)) {
            throw new IllegalStateException("process " + pid + " has no terminal of its own");
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return stdio.stdin();
    }

    @Override
    public InputStream getInputStream() {
        return stdio.stdout();
    }

    @Override
    public InputStream getErrorStream() {
        return stdio.stderr();
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public boolean isAlive() {
        return !status.isDone();
    }

    /**
     * Waits for the command's end.
     *
     * @return its exit status, or 128 and the number of the signal that ended it
     * @throws InterruptedException where the waiting thread is interrupted; the command goes on
     */
    @Override
    public int waitFor() throws InterruptedException {
        awaitHere(PATIENCE);
        try {
            return status.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Math.max(0, unit.toNanos(timeout));
        long begin = System.nanoTime();
        awaitHere(Duration.ofNanos(Math.min(nanos, PATIENCE.toNanos())));
        try {
            status.get(nanos - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Not a virtual thread, whose carrier others need meanwhile. */
    private void awaitHere(Duration patience) {
        Thread here = Thread.currentThread();
        if (isAlive() && !here.isVirtual() && !here.isInterrupted()) {
            watcher.await(pidfd, listener, patience);
        }
    }

    @Override
    public int exitValue() {
        if (isAlive()) {
            throw new IllegalThreadStateException("process " + pid + " has not ended");
        }
        return status.join();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        // Asynchronous, so that what users attach runs in their pool and not on the thread that reaps all children.
        return status.thenApplyAsync(exitStatus -> this);
    }

    /** Sends the kill signal, SIGTERM unless another was set; see {@link #signal}. */
    @Override
    public void destroy() {
        signal(killSignal);
    }

    /**
     * Sends SIGKILL, which ends the command, and with a new PID namespace all that it started.
     *
     * @return this process
     */
    @Override
    public Process destroyForcibly() {
        signal(Signal.KILL);
        return this;
    }

    @Override
    public boolean supportsNormalTermination() {
        return true;
    }

    /** The handle; an UnsupportedOperationException where /proc hides the command from its own parent. */
    @Override
    public ProcessHandle toHandle() {
        return handle().orElseThrow(() -> new UnsupportedOperationException("/proc hides process " + pid));
    }

    /** Kills what still runs, waits for its end and closes the streams. */
    @Override
    public void close() {
        if (!ownPids && isAlive() && signal(Signal.STOP)) {
            handle().ifPresent(Family::kill);
        }
        destroyForcibly();
        status.join();
        stdio.close();
    }

    /**
     * Pid and state, for logs.
     *
     * @return for example {@code IsolatedProcess[pid=4711, running]}
     */
    @Override
    public String toString() {
        return "IsolatedProcess[pid=" + pid + ", " + (isAlive() ? "running" : "status=" + status.join()) + "]";
    }
}

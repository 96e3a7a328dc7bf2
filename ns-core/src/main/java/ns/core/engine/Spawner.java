package ns.core.engine;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import ns.core.bindings.core_h;
import ns.core.bindings.siginfo_t;
import ns.core.engine.ProgramLayout.CloneCall;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Architecture;
import ns.core.syscall.KernelSignals;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a child that runs a program, and tells how that went. */
public final class Spawner {

    private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);

    /** What the engine itself needs; CLONE_CLEAR_SIGHAND because no handler of the JVM may run in the child. */
    private static final long ENGINE_FLAGS = core_h.CLONE_VM() | core_h.CLONE_PIDFD() | core_h.CLONE_CHILD_CLEARTID()
            | core_h.CLONE_CLEAR_SIGHAND();

    /**
     * A child that changes its user or group makes the memory it shares with this JVM undumpable, and with that
     * /proc/self unusable for a JVM that is not root, until it is undone: such a spawn runs alone.
     */
    private static final ReadWriteLock CREDENTIALS = new ReentrantReadWriteLock();

    private static final int DUMPABLE = 1;

    private static volatile CloneCall cloneCall = CloneCall.CLONE3;

    private Spawner() {}

    /** What the parent does while the child sets itself up, and may wait for it in a step. */
    @FunctionalInterface
    public interface ParentWork {

        /** Nothing. */
        ParentWork NONE = pid -> { };

        /** Does it; an exception ends the child. */
        void run(long pid) throws IOException;
    }

    /**
     * Runs a program in a child.
     *
     * @param program ends with execve
     * @param work done before the child gets past a step that waits on {@link Arg.Header#GO}
     * @return the child, which has become the command
     * @throws SpawnException where there is no child, or a step failed
     * @throws IOException what the parent's work threw
     */
    public static Child spawn(Program program, ParentWork work) throws SpawnException, IOException {
        if (LOG.isDebugEnabled()) {
            LOG.debug("clone flags 0x{}", Long.toHexString(program.cloneFlags()));
            program.steps().forEach(step -> LOG.debug("step: {}", step));
        }
        boolean alone = program.steps().stream().anyMatch(Spawner::changesCredentials);
        Lock lock = alone ? CREDENTIALS.writeLock() : CREDENTIALS.readLock();
        lock.lock();
        try {
            boolean dumpable = alone && Libc.syscall(SystemCall.PRCTL, core_h.PR_GET_DUMPABLE()) == DUMPABLE;
            try {
                return cloneOrFallBack(program, work);
            } finally {
                if (dumpable) {
                    Libc.syscall(SystemCall.PRCTL, core_h.PR_SET_DUMPABLE(), DUMPABLE);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The same, from a thread that lives as long as the JVM: for a program that asks to die with its parent. */
    public static Child spawnFromLastingThread(Program program, ParentWork work)
            throws SpawnException, IOException {
        try {
            return LastingThread.call(() -> spawn(program, work));
        } catch (ExecutionException e) {
            throw spawned(e);
        }
    }

    /**
     * The same, from a thread inside an existing namespace, which the child is born in.
     *
     * @param namespace a descriptor
     * @param kind its clone flag
     * @param dieWithParent lets the thread live as long as the child does
     */
    public static Child spawnInside(int namespace, long kind, Program program, ParentWork work, boolean dieWithParent)
            throws SpawnException, IOException {
        try {
            return dieWithParent
                    ? NamespaceThread.callAndStay(namespace, kind, () -> spawn(program, work), Spawner::awaitEnd)
                    : NamespaceThread.call(namespace, kind, () -> spawn(program, work));
        } catch (ExecutionException e) {
            throw spawned(e);
        }
    }

    /** Waits for a child's end, and leaves it to be reaped. Where it has been already, its pid is nobody's or another's. */
    private static void awaitEnd(Child child) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(siginfo_t.layout());
            long answer;
            do {
                answer = Libc.waitid(core_h.P_PID(), (int) child.pid(), info, core_h.WEXITED() | core_h.WNOWAIT());
            } while (answer == -core_h.EINTR());
        }
    }

    private static SpawnException spawned(ExecutionException e) throws IOException {
        return switch (e.getCause()) {
            case SpawnException cause -> cause;
            case IOException cause -> throw cause;
            default -> throw Native.unexpected(e.getCause());
        };
    }

    private static boolean changesCredentials(Step step) {
        return switch (step.call()) {
            case SETRESUID, SETRESGID, SETFSUID, SETFSGID, SETNS -> true;
            default -> false;
        };
    }

    private static Child cloneOrFallBack(Program program, ParentWork work) throws SpawnException, IOException {
        // Read once: another thread may fall back at this moment.
        CloneCall call = program.cgroup() == Program.CALLERS_CGROUP ? cloneCall : CloneCall.CLONE3;
        try {
            return clone(program, work, call);
        } catch (SpawnException e) {
            boolean hidden = e.step().isEmpty() && e.errno().equals(Errno.ENOSYS);
            if (!hidden || call == CloneCall.CLONE || program.cgroup() != Program.CALLERS_CGROUP) { // only clone3 has that
                throw e;
            }
            LOG.debug("no clone3 here: clone from now on");
            cloneCall = CloneCall.CLONE;
            return clone(program, work, CloneCall.CLONE);
        }
    }

    /** Makes the child with a given call. */
    static Child clone(Program program, ParentWork work, CloneCall call) throws SpawnException, IOException {
        Program whole = switch (call) {
            case CLONE3 -> program;
            case CLONE -> program.after(resetHandlers());
        };
        try (Arena arena = Arena.ofConfined()) {
            ProgramLayout layout = new ProgramLayout(whole);
            MemorySegment memory = SecondChild.hasOwnMemory(whole) ? shared(arena, layout.size())
                    : arena.allocate(layout.size(), ProgramLayout.alignment());
            ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());
            layout.write(bytes, memory.address(), Architecture.current(), call, ENGINE_FLAGS | program.cloneFlags());
            long pid = Stub.spawn(memory);
            if (pid < 0) {
                throw new SpawnException(call.name().toLowerCase(Locale.ROOT), new Errno((int) -pid));
            }
            Pidfd pidfd = new Pidfd(memory.get(JAVA_INT, ProgramLayout.HEADER_PIDFD));
            Answers answers = null;
            try {
                work(work, pid, pidfd, memory);
                answers = layout.answers(bytes, memory.address());
            } finally {
                if (answers == null) {
                    end(pidfd);
                }
            }
            for (Step clone : SecondChild.clonesIn(whole)) {
                end(pidfd);
                pid = SecondChild.pid(clone, answers);
                pidfd = pid > 0 ? Pidfd.of(pid) : pidfd;
            }
            if (answers.failed().isPresent()) {
                end(pidfd);
                throw new SpawnException(answers.failed().get(), answers);
            }
            if (answers.killedIn().isPresent()) {
                throw new SpawnException(answers.killedIn().get(), answers, end(pidfd));
            }
            LOG.debug("child: pid {}", pid);
            return new Child(pid, pidfd, answers);
        }
    }

    /** Memory that stays this JVM's also in a child with a copy of all other. */
    private static MemorySegment shared(Arena arena, long size) throws NamespaceException {
        long address = Native.check(Libc.mmap(MemorySegment.NULL, size, core_h.PROT_READ() | core_h.PROT_WRITE(),
                core_h.MAP_SHARED() | core_h.MAP_ANONYMOUS(), -1, 0), "mmap", "program");
        return MemorySegment.ofAddress(address).reinterpret(size, arena,
                memory -> Libc.syscall(SystemCall.MUNMAP, memory.address(), size));
    }

    private static int end(Pidfd pidfd) {
        pidfd.signal(core_h.SIGKILL());
        return pidfd.reap();
    }

    /** Returns or throws only when the child has left the memory; then alone may it be freed. */
    private static void work(ParentWork work, long pid, Pidfd pidfd, MemorySegment memory) throws IOException {
        boolean worked = false;
        try {
            work.run(pid);
            worked = true;
        } finally {
            if (!worked) {
                pidfd.signal(core_h.SIGKILL());
            }
            Stub.finish(memory);
        }
    }

    /** clone(2) lacks CLONE_CLEAR_SIGHAND: steps that set every handled signal back to its default. */
    private static List<Step> resetHandlers() {
        try {
            ProcStatus self = ProcStatus.ofSelf();
            Arg.Data byDefault = new Arg.Data(KernelSignals.defaultAction());
            List<Step> steps = new ArrayList<>();
            for (int signal = 1; signal <= KernelSignals.COUNT; signal++) {
                if (self.catches(signal)) {
                    steps.add(Step.of("rt_sigaction", "signal " + signal, SystemCall.RT_SIGACTION,
                            Arg.of(signal), byDefault, Arg.of(0), Arg.of(KernelSignals.SET_SIZE)));
                }
            }
            return steps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

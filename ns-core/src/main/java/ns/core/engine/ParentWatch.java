package ns.core.engine;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import ns.core.bindings.core_h;
import ns.core.bindings.pollfd;
import ns.core.error.NamespaceException;
import ns.core.syscall.Layouts;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;

/**
 * The steps that end a child whose parent has ended before the child asked to be told of it.
 *
 * <p>getppid(2) would not tell: it is 0 in a new PID namespace. A descriptor of the parent can be read once the parent is
 * no more, and by the same lock as the death signal: where it cannot be read yet, the signal will come.
 */
public final class ParentWatch {

    private static int self = -1;

    private ParentWatch() {}

    /** For children of this JVM. */
    public static List<Step> steps() {
        return steps(self());
    }

    private static synchronized int self() {
        if (self < 0) {
            long pid = ProcessHandle.current().pid();
            try {
                self = (int) Native.check(Libc.syscall(SystemCall.PIDFD_OPEN, pid, 0), "pidfd_open", "this JVM");
            } catch (NamespaceException e) {
                throw new UncheckedIOException(e);
            }
        }
        return self;
    }

    /** For children of the process that the descriptor stands for. */
    static List<Step> steps(int pidfd) {
        ByteBuffer poll = ByteBuffer.allocate((int) pollfd.sizeof()).order(ByteOrder.nativeOrder());
        poll.putInt((int) pollfd.fd$offset(), pidfd);
        poll.putShort((int) pollfd.events$offset(), (short) core_h.POLLIN());
        Step ended = Step.of("ppoll", "whether the parent has ended", SystemCall.PPOLL,
                new Arg.Data(poll.array()), Arg.of(1), new Arg.Data(new byte[Layouts.TIMESPEC_SIZE]), Arg.of(0), Arg.of(0));
        return List.of(ended, stopUnlessZero(ended));
    }

    /** A step that stops the program unless an earlier one was answered 0. */
    static Step stopUnlessZero(Step step) {
        return goOnIfZero("go on only if not", new Arg.AnswerAddress(step));
    }

    /**
     * A step that errs unless the word at an address is 0: the comparison that a program has no step for. It wakes nobody and
     * moves nobody.
     */
    static Step goOnIfZero(String subject, Arg address) {
        return Step.of("futex", subject, SystemCall.FUTEX,
                address, Arg.of(core_h.FUTEX_CMP_REQUEUE()), Arg.of(0), Arg.of(0), address, Arg.of(0));
    }
}

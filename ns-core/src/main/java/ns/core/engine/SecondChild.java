package ns.core.engine;

import java.util.List;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.syscall.SystemCall;

/**
 * The steps after which a child of the child goes on with the program, since the kernel lets only that enter: setns(2) into a
 * PID namespace concerns only children, and one into a time namespace is refused while memory is shared.
 *
 * <p>CLONE_PARENT makes it a child of this JVM. The first child waits, as vfork's caller does, until the second has left its
 * memory; the answer that both have got, 0 or the second's pid, then tells it to end.
 */
public final class SecondChild {

    private static final Step IN_PID_NAMESPACE = clone("child in the PID namespace", core_h.CLONE_VM());

    /** A copy, made as fork does: the larger the heap, the longer that takes. The program itself must be shared memory. */
    private static final Step OF_OWN_MEMORY = clone("child with a copy of the memory", 0);

    private SecondChild() {}

    private static Step clone(String subject, long flags) {
        return Step.of("clone", subject, SystemCall.CLONE,
                Arg.of(flags | core_h.CLONE_VFORK() | core_h.CLONE_PARENT() | core_h.SIGCHLD()),
                Arg.of(0), Arg.of(0), Arg.of(0), Arg.of(0));
    }

    /** To be put behind setns into a PID namespace. */
    public static List<Step> inPidNamespace() {
        return steps(IN_PID_NAMESPACE);
    }

    /** To be put before setns into a time namespace, and before any other second child. */
    public static List<Step> ofOwnMemory() {
        return steps(OF_OWN_MEMORY);
    }

    private static List<Step> steps(Step clone) {
        Step isSecond = ParentWatch.goOnIfZero("go on in the second child", new Arg.AnswerAddress(clone)).orElse(1);
        return List.of(clone, isSecond, Step.of("exit_group", "in the first", SystemCall.EXIT_GROUP, Arg.of(0)));
    }

    /** Whether a program goes on in a child that does not share this JVM's memory. */
    static boolean hasOwnMemory(Program program) {
        return program.steps().contains(OF_OWN_MEMORY);
    }

    /** The steps that make children which a program goes on in, in order. */
    static List<Step> clonesIn(Program program) {
        return Stream.of(OF_OWN_MEMORY, IN_PID_NAMESPACE).filter(program.steps()::contains).toList();
    }

    /** The pid, as the JVM sees it, of the child that such a step made; 0 where there is none. */
    static long pid(Step clone, Answers answers) {
        return Math.max(0, answers.of(clone));
    }
}

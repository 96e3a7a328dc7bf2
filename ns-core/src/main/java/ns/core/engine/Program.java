package ns.core.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a child does between clone and execve: the clone flags it is born with, and its steps. Immutable, and free of
 * addresses until a {@link ProgramLayout} lays it out.
 *
 * @param cloneFlags CLONE_NEW* flags, beside those the engine adds
 * @param cgroup the descriptor of a control group to be born in, or {@link #CALLERS_CGROUP}
 * @param steps the system calls, in order
 */
public record Program(long cloneFlags, int cgroup, List<Step> steps) {

    /** In the place of a control group: that of the caller. */
    public static final int CALLERS_CGROUP = -1;

    /** The most arguments a system call takes. */
    static final int MAX_ARGS = 6;

    /** How far an encoded step can reach, in 16 bits. */
    private static final int MAX_ADVANCE = 0xffff;

    /** Checks that every step can be encoded. */
    public Program {
        steps = List.copyOf(steps);
        Set<Step> earlier = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.args().size() > MAX_ARGS) {
                throw new IllegalArgumentException(step + ": a system call takes six arguments at the most");
            }
            if (step.advance() > MAX_ADVANCE) {
                throw new IllegalArgumentException(step + ": has more alternatives than 65534");
            }
            if (i + step.advance() > steps.size()) {
                throw new IllegalArgumentException(step + ": has fewer alternatives than it skips");
            }
            for (Arg arg : step.args()) {
                if (arg instanceof Arg.Answer(Step answered) && !earlier.contains(answered)
                        || arg instanceof Arg.AnswerAddress(Step located) && !earlier.contains(located)) {
                    throw new IllegalArgumentException(step + ": uses the answer of a step that is not before it");
                }
            }
            if (!earlier.add(step)) {
                throw new IllegalArgumentException(step + ": the same step twice, which has one place to lie and one answer");
            }
        }
    }

    /** For a child in the control group of the caller. */
    public Program(long cloneFlags, List<Step> steps) {
        this(cloneFlags, CALLERS_CGROUP, steps);
    }

    /** The same, for a child that is born in a control group. */
    public Program in(int group) {
        return new Program(cloneFlags, group, steps);
    }

    /** The place of one of its steps. */
    int indexOf(Step step) {
        return steps.indexOf(step); // a step equals only itself
    }

    /** The same, with other steps done first. */
    Program after(List<Step> first) {
        List<Step> all = new ArrayList<>(first);
        all.addAll(steps);
        return new Program(cloneFlags, cgroup, all);
    }
}

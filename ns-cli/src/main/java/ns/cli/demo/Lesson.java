package ns.cli.demo;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ns.core.Namespace;

/**
 * One kind of namespace, shown in steps. There are two objects of a lesson, in two processes: one looks at the host, the
 * other changes and looks at the inside.
 */
abstract sealed class Lesson permits UtsLesson, IpcLesson, PidLesson, MountLesson, UserLesson, NetLesson {

    private final Topic topic;
    private final Namespace kind;
    private final String mark;

    /** The mark is what the change will be known by, or where it is made: chosen on the host, told to the inside. */
    Lesson(Topic topic, Namespace kind, String mark) {
        this.topic = topic;
        this.kind = kind;
        this.mark = mark;
    }

    /** What is seen on one side, by the commands that would say it. */
    interface Look {

        /** Takes the process inside by its id as that side sees it. */
        Map<String, String> at(long pid) throws IOException;
    }

    /**
     * A step.
     *
     * @param sentence that explains it
     * @param command that would do the same by hand
     * @param inside does it, and looks
     */
    record Step(String sentence, String command, Look host, Look inside) {}

    /** What was seen on both sides after a step. */
    record Seen(Map<String, String> host, Map<String, String> inside) {

        /** What the command says on the host; empty where it says nothing. */
        String onHost(String command) {
            return host.getOrDefault(command, "");
        }

        /** What the command says inside; empty where it says nothing. */
        String inside(String command) {
            return inside.getOrDefault(command, "");
        }
    }

    final Topic topic() {
        return topic;
    }

    final Namespace kind() {
        return kind;
    }

    final String mark() {
        return mark;
    }

    /** The command that tells which namespace of the kind it is, on both sides and after each step. */
    final String which() {
        return Looks.which(kind);
    }

    /** What is new for the process inside: by its user namespace it has the rights over the other. */
    Set<Namespace> namespaces() {
        return EnumSet.of(Namespace.USER, kind);
    }

    /** What the kind isolates. */
    abstract String sentence();

    abstract List<Step> steps();

    /**
     * Why what was seen is no isolation: the change is not seen inside, or it is on the host. Only that counts there: a host
     * changes by itself too.
     *
     * @param seen after each step
     * @return empty where it is one
     */
    abstract String fault(List<Seen> seen);

    /** What was seen that shows the isolation. */
    abstract String proof(List<Seen> seen);
}

package ns.cli.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import ns.core.error.NamespaceException;

/** The inside of a lesson: in namespaces of its own it takes a step for each line of input, and answers what is seen then. */
public final class Inside {

    /** In the place of commands where a step fails. */
    static final String FAILURE = "";

    /** Has been worded inside. */
    static final class Failure extends IOException {

        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    private Inside() {}

    /**
     * Goes through the steps.
     *
     * @param args the topic, and the mark of the lesson
     * @throws IOException where the host's side is gone
     */
    public static void main(String... args) throws IOException {
        Lesson lesson = Topic.valueOf(args[0]).lesson(args[1]);
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (Lesson.Step step : lesson.steps()) {
            if (System.in.read() < 0) {
                return;
            }
            answers.println(JSON.std.asString(take(lesson, step)));
        }
        System.in.read(); // what was made here is to be there until the host has been looked at
    }

    private static Map<String, String> take(Lesson lesson, Lesson.Step step) throws IOException {
        try {
            Map<String, String> changed = step.inside().at(ProcessHandle.current().pid());
            Map<String, String> seen = new LinkedHashMap<>(Map.of(lesson.which(), Looks.id(lesson.kind())));
            seen.putAll(changed);
            return seen;
        } catch (NamespaceException e) {
            return Map.of(FAILURE, e.getMessage());
        }
    }
}

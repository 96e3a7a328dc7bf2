package ns.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a lesson.
 *
 * @param seen after each step that was taken
 * @param failure why not all were; empty where they were
 */
record Outcome(Lesson lesson, List<Lesson.Seen> seen, String failure) {

    /** Copies the list. */
    Outcome {
        seen = List.copyOf(seen);
    }

    /** It is another namespace, all the time; what was changed is seen inside; and the host does not have it. */
    boolean isIsolated() {
        return fault().isEmpty();
    }

    private String fault() {
        if (!failure.isEmpty()) {
            return failure;
        }
        String which = lesson.which();
        for (Lesson.Seen each : seen) {
            if (each.inside(which).isEmpty() || each.inside(which).equals(each.onHost(which))) {
                return "inside is in the host's namespace, " + each.onHost(which);
            }
            if (!each.inside(which).equals(seen.getFirst().inside(which))) {
                return "inside is not in one namespace all the time";
            }
        }
        return lesson.fault(seen);
    }

    /** The line it ends with. */
    String verdict() {
        return isIsolated() ? "isolated: " + lesson.proof(seen) : "NOT isolated: " + fault();
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", lesson.topic().word());
        json.put("isolated", isIsolated());
        json.put("verdict", verdict());
        if (!failure.isEmpty()) {
            json.put("failure", failure);
        }
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            Map<String, Object> step = new LinkedHashMap<>();
            step.put("explanation", lesson.steps().get(i).sentence());
            step.put("command", lesson.steps().get(i).command());
            step.put("host", seen.get(i).host());
            step.put("inside", seen.get(i).inside());
            steps.add(step);
        }
        json.put("steps", steps);
        return json;
    }
}

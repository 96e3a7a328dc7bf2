package ns.cli.net;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Prints what was asked for, as text or, with {@code --json}, in the form of {@code ip -j}. */
public final class Output {

    /** A flag without a value is there with the value null, as in ip -j. */
    private static final JSON FORM = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

    private Output() {}

    /** One line of JSON: a list of objects. */
    public static void json(List<Map<String, Object>> objects) throws IOException {
        System.out.println(FORM.asString(objects));
    }
}

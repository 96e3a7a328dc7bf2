package ns.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what {@code ip -j} writes: objects as maps, arrays as lists, numbers as Long, or Double where they have a point. */
public final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** An array of objects, as all of ip's commands write. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(String text) {
        return text.isBlank() ? List.of() : (List<Map<String, Object>>) new Json(text).value();
    }

    /** Objects as lines, in the order of the alphabet, their fields too: for comparisons that tell a difference. */
    public static String lines(List<?> objects) {
        return String.join("\n", objects.stream().map(Json::sorted).map(Object::toString).sorted().toList());
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<String, Object> fields = new TreeMap<>();
            object.forEach((key, field) -> fields.put((String) key, sorted(field)));
            return fields;
        }
        return value instanceof List<?> array ? array.stream().map(Json::sorted).toList() : String.valueOf(value);
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private boolean skip(char mark) {
        boolean there = next() == mark;
        at += there ? 1 : 0;
        return there;
    }

    private Object value() {
        char first = next();
        if (first == '{') {
            return object();
        } else if (first == '[') {
            return array();
        }
        return first == '"' ? string() : word();
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        while (!skip('}')) {
            String key = string();
            skip(':');
            object.put(key, value());
            skip(',');
        }
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        at++;
        while (!skip(']')) {
            array.add(value());
            skip(',');
        }
        return array;
    }

    private String string() {
        int begin = text.indexOf('"', at) + 1;
        at = text.indexOf('"', begin) + 1;
        return text.substring(begin, at - 1);
    }

    private Object word() {
        int begin = at;
        while (",]}".indexOf(text.charAt(at)) < 0 && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        String word = text.substring(begin, at);
        return switch (word) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> word.contains(".") ? (Object) Double.valueOf(word) : (Object) Long.valueOf(word);
        };
    }
}

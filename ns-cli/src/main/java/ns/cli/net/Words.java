package ns.cli.net;

import java.util.List;
import java.util.function.Function;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** The words of a command line in the manner of ip(8), read from left to right: keywords, each with its value behind it. */
final class Words {

    private final String command;
    private final List<String> words;
    private int next;

    /** Of a command, which messages name: {@code route add}. */
    Words(String command, List<String> words) {
        this.command = command;
        this.words = words;
    }

    boolean hasNext() {
        return next < words.size();
    }

    /** The next word, which there must be; what it should be is for the message. */
    String next(String what) {
        if (!hasNext()) {
            throw invalid("", what + " is missing");
        }
        return words.get(next++);
    }

    /** Takes the next word, if it is one of these. */
    boolean take(String... keywords) {
        if (hasNext() && List.of(keywords).contains(words.get(next))) {
            next++;
            return true;
        }
        return false;
    }

    /** The value behind a keyword, converted; what is wrong with it becomes a message that names both. */
    <T> T value(String keyword, Function<String, T> conversion) {
        return value(keyword, next("the value of " + keyword), conversion);
    }

    /** A part of it, converted in the same way. */
    <T> T value(String keyword, String text, Function<String, T> conversion) {
        try {
            return conversion.apply(text);
        } catch (NumberFormatException e) {
            throw invalid(keyword + " " + text, "must be a number");
        }
    }

    /** A number, also in hexadecimal with 0x. */
    long number(String keyword) {
        return value(keyword, Long::decode);
    }

    /** The same, where an int is wanted. */
    int integer(String keyword) {
        return value(keyword, Integer::decode);
    }

    /** The word that was just taken, as a number. */
    long lastNumber(String keyword) {
        return value(keyword, words.get(next - 1), Long::decode);
    }

    /** {@code on} or {@code off}. */
    boolean onOff(String keyword) {
        return value(keyword, text -> switch (text) {
            case "on", "1" -> true;
            case "off", "0" -> false;
            default -> throw invalid(keyword + " " + text, "must be on or off");
        });
    }

    /** The words that are still to come. */
    List<String> rest() {
        return words.subList(next, words.size());
    }

    /** What must have been said by now. */
    <T> T given(String what, T value) {
        if (value == null) {
            throw invalid("", what + " is missing");
        }
        return value;
    }

    /** No word may be left. */
    void end() {
        if (hasNext()) {
            throw unknown(words.get(next));
        }
    }

    /** A word that has no place here. */
    IllegalArgumentException unknown(String word) {
        return invalid("'" + word + "'", "no such word here; see 'ns net " + command.split(" ")[0] + " --help'");
    }

    /** What should be done is none of what can be. */
    IllegalArgumentException unknownVerb() {
        return invalid("", "no such command; see 'ns net " + command.split(" ")[0] + " --help'");
    }

    /** Something is wrong with what was said. */
    IllegalArgumentException invalid(String subject, String remedy) {
        return new IllegalArgumentException(new NamespaceException(command, subject, Errno.EINVAL, remedy).getMessage());
    }
}

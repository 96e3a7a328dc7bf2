package ns.cli.doctor;

import ns.core.error.NamespaceException;

/**
 * What a check has found.
 *
 * @param mark how it went
 * @param found what is there, or the reason why something is not
 * @param remedy what to do about it; empty where nothing is to be done
 */
record Result(Mark mark, String found, String remedy) {

    /** How it went. */
    enum Mark {
        /** It works. */
        OK("ok"),
        /** It does not. */
        NO("no"),
        /** There is no such thing here, or nobody misses it. */
        NOT_APPLICABLE("--");

        private final String text;

        Mark(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Result ok(String found) {
        return new Result(Mark.OK, found, "");
    }

    static Result no(String found, String remedy) {
        return new Result(Mark.NO, found, remedy);
    }

    static Result notApplicable(String found) {
        return notApplicable(found, "");
    }

    static Result notApplicable(String found, String remedy) {
        return new Result(Mark.NOT_APPLICABLE, found, remedy);
    }

    /** Operation, subject and errno are what was found; cause or remedy is what is behind. */
    static Result no(NamespaceException e) {
        String reason = e.errno() + ": ";
        int end = e.getMessage().indexOf(reason);
        return end < 0 ? no(e.getMessage(), "")
                : no(e.getMessage().substring(0, end) + e.errno(), e.getMessage().substring(end + reason.length()));
    }

    /** What is printed behind the mark. */
    String text() {
        return remedy.isEmpty() ? found : found + ": " + remedy;
    }
}

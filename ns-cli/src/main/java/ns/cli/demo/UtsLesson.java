package ns.cli.demo;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import ns.core.Namespace;
import ns.core.syscall.Native;

/** A host name of its own. Its mark is the name that is set. */
final class UtsLesson extends Lesson {

    UtsLesson(String name) {
        super(Topic.UTS, Namespace.UTS, name);
    }

    @Override
    String sentence() {
        return "A UTS namespace has a host name of its own.";
    }

    @Override
    List<Step> steps() {
        return List.of(
                new Step("A process is started in a new UTS namespace, which begins with a copy of the host's name.",
                        "unshare --user --map-root-user --uts", UtsLesson::look, UtsLesson::look),
                new Step("Inside, the host name is changed.", "hostname " + mark(), UtsLesson::look, this::rename));
    }

    private static Map<String, String> look(long pid) throws IOException {
        return Map.of(Looks.HOSTNAME, Looks.hostname());
    }

    private Map<String, String> rename(long pid) throws IOException {
        Native.check(Looks.setHostname(mark()), "sethostname", mark());
        return look(pid);
    }

    @Override
    String fault(List<Seen> seen) {
        if (!seen.getLast().inside(Looks.HOSTNAME).equals(mark())) {
            return "the host name is not " + mark() + " inside";
        }
        return seen.getLast().onHost(Looks.HOSTNAME).equals(mark()) ? "the host is called " + mark() + " now" : "";
    }

    @Override
    String proof(List<Seen> seen) {
        return "the host is called " + seen.getLast().onHost(Looks.HOSTNAME) + ", not " + mark();
    }
}

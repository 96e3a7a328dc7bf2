package ns.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.ProcStatus;
import ns.core.syscall.SystemCall;

/** Users and rights of its own. Its mark is a file of somebody else; nothing where none is found. */
final class UserLesson extends Lesson {

    static final String SELF = "id -u";
    static final String PROCESS = "stat -c %u /proc/";
    static final String RENAME_HOST = "hostname $(hostname)";

    private static final List<String> FILES = List.of("/", "/etc/shadow", "/dev/tty", "/var/mail", "/dev/ptmx", "/dev/kmsg");
    private static final String ALLOWED = "done";

    UserLesson(String file) {
        super(Topic.USER, Namespace.USER, file);
    }

    static String chooseFile() throws NamespaceException {
        String self = owner(Path.of("/proc/self"));
        for (String file : FILES) {
            if (Files.exists(Path.of(file)) && !owner(Path.of(file)).equals(self)) {
                return file;
            }
        }
        return "";
    }

    /** The user and the group. */
    private static String owner(Path file) throws NamespaceException {
        return Looks.of(file, () -> id(file, "unix:uid") + ":" + id(file, "unix:gid"));
    }

    private static String id(Path file, String attribute) throws NamespaceException {
        return Looks.of(file, () -> Integer.toUnsignedString((int) Files.getAttribute(file, attribute)));
    }

    @Override
    Set<Namespace> namespaces() {
        return Set.of(Namespace.USER);
    }

    @Override
    String sentence() {
        return "A user namespace has users and rights of its own.";
    }

    @Override
    List<Step> steps() {
        return List.of(
                new Step("A process is started in a new user namespace: the caller is root in it, with all capabilities, and who is"
                        + " not in its map is nobody, 65534.",
                        "unshare --user --map-root-user", this::lookAtIds, this::lookAtIds),
                new Step("Root inside has no rights over what is the host's: it may not set the host's name, not even to what it is.",
                        RENAME_HOST, UserLesson::lookAtName, UserLesson::renameHost),
                new Step("Over what is its own it has them: it makes a UTS namespace, which belongs to the user namespace, and sets"
                        + " the name there.",
                        "unshare --uts; hostname bird", UserLesson::lookAtName, UserLesson::renameOwn));
    }

    private Map<String, String> lookAtIds(long pid) throws IOException {
        Map<String, String> seen = new LinkedHashMap<>();
        seen.put(SELF, id(Path.of("/proc/self"), "unix:uid"));
        seen.put(PROCESS + pid, id(Path.of("/proc", Long.toString(pid)), "unix:uid"));
        if (!mark().isEmpty()) {
            seen.put("stat -c %u:%g " + mark(), owner(Path.of(mark())));
        }
        seen.put("cat /proc/self/uid_map", Looks.lines("/proc/self/uid_map").stream()
                .map(line -> String.join(" ", Looks.words(line))).collect(Collectors.joining("\n")));
        seen.put("grep CapEff /proc/self/status", ProcStatus.ofSelf().field("CapEff").orElse(""));
        return seen;
    }

    private static Map<String, String> lookAtName(long pid) throws IOException {
        Map<String, String> seen = new LinkedHashMap<>();
        seen.put(Looks.which(Namespace.UTS), Looks.id(Namespace.UTS));
        seen.put(Looks.HOSTNAME, Looks.hostname());
        return seen;
    }

    private static Map<String, String> renameHost(long pid) throws IOException {
        long answer = Looks.setHostname(Looks.hostname());
        Map<String, String> seen = lookAtName(pid);
        seen.put(RENAME_HOST, answer < 0 ? new Errno((int) -answer).toString() : ALLOWED);
        return seen;
    }

    private static Map<String, String> renameOwn(long pid) throws IOException {
        Native.check(Libc.syscall(SystemCall.UNSHARE, Namespace.UTS.cloneFlag()), "unshare", "uts namespace");
        String name = Looks.otherName();
        Native.check(Looks.setHostname(name), "sethostname", name);
        return lookAtName(pid);
    }

    @Override
    String fault(List<Seen> seen) {
        Seen start = seen.getFirst();
        if (!start.inside(SELF).equals("0")) {
            return "the caller is not root inside";
        }
        String onHost = start.host().entrySet().stream().filter(each -> each.getKey().startsWith(PROCESS))
                .map(Map.Entry::getValue).findFirst().orElse("");
        if (!onHost.equals(start.onHost(SELF))) {
            return "the process inside is user " + onHost + " on the host, not the caller";
        }
        String refused = seen.get(1).inside(RENAME_HOST);
        if (!refused.equals(Errno.EPERM.toString())) {
            return "root inside may set the host's name: " + refused;
        }
        String own = seen.getLast().inside(Looks.HOSTNAME);
        if (own.equals(seen.get(1).inside(Looks.HOSTNAME))) {
            return "root inside cannot set a name of its own";
        }
        return seen.getLast().onHost(Looks.HOSTNAME).equals(own) ? "the host is called " + own + " now" : "";
    }

    @Override
    String proof(List<Seen> seen) {
        return "root inside is user " + seen.getFirst().onHost(SELF) + " on the host, and has rights only inside";
    }
}

package ns.cli.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;

/** Mounts of its own. Its mark is the folder that is mounted on; it is one that exists, so that nothing is left behind. */
final class MountLesson extends Lesson {

    static final String SOURCE = "ns-demo";
    static final String FILE = "only-inside";

    private static final List<String> FOLDERS = List.of("/mnt", "/media", "/srv", "/opt", "/home", "/var/tmp", "/tmp");

    private final Path folder;

    MountLesson(String folder) {
        super(Topic.MOUNT, Namespace.MOUNT, folder);
        this.folder = Path.of(folder);
    }

    /** One that Java and ns are not in: they could not load their classes any more. */
    static String chooseFolder() throws NamespaceException {
        for (String each : FOLDERS) {
            Path folder = Path.of(each);
            if (Files.isDirectory(folder) && Files.isReadable(folder) && !Files.isSymbolicLink(folder)
                    && Host.files().noneMatch(file -> file.startsWith(folder))) {
                return each;
            }
        }
        throw new NamespaceException("mount", "tmpfs", Errno.ENOENT,
                "none of these is a folder to mount on: " + String.join(" ", FOLDERS));
    }

    String list() {
        return "ls " + folder;
    }

    String find() {
        return "findmnt -n -o SOURCE,FSTYPE " + folder;
    }

    @Override
    String sentence() {
        return "A mount namespace has mounts of its own.";
    }

    @Override
    List<Step> steps() {
        return List.of(
                new Step("A process is started in a new mount namespace, which begins with a copy of the host's mounts.",
                        "unshare --user --map-root-user --mount", this::look, this::look),
                new Step("Inside, an empty file system is mounted, and a file made in it.",
                        "mount -t tmpfs " + SOURCE + " " + folder + "; touch " + folder.resolve(FILE), this::look, this::mount));
    }

    private Map<String, String> look(long pid) throws IOException {
        Map<String, String> seen = new LinkedHashMap<>();
        seen.put(list(), String.join(" ", Looks.names(folder)));
        try (Stream<String> mounts = Looks.lines("/proc/self/mounts").stream()) {
            seen.put(find(), mounts.map(Looks::words).filter(fields -> fields.get(1).equals(folder.toString()))
                    .map(fields -> fields.get(0) + " " + fields.get(2)).reduce((_, top) -> top).orElse(""));
        }
        return seen;
    }

    private Map<String, String> mount(long pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocateFrom(SOURCE);
            MemorySegment target = arena.allocateFrom(folder.toString());
            MemorySegment type = arena.allocateFrom("tmpfs");
            Native.check(Libc.syscall(SystemCall.MOUNT, source.address(), target.address(), type.address(), 0, 0),
                    "mount", "tmpfs on " + folder);
        }
        Looks.of(folder.resolve(FILE), () -> Files.createFile(folder.resolve(FILE)));
        return look(pid);
    }

    @Override
    String fault(List<Seen> seen) {
        Seen after = seen.getLast();
        if (!after.inside(list()).equals(FILE) || !after.inside(find()).startsWith(SOURCE + " ")) {
            return "inside, " + folder + " is not the new file system";
        }
        return isOnHost(after) && !isOnHost(seen.getFirst()) ? "the host has the mount on " + folder + " too" : "";
    }

    private boolean isOnHost(Seen seen) {
        return seen.onHost(find()).startsWith(SOURCE + " ") || Looks.words(seen.onHost(list())).contains(FILE);
    }

    @Override
    String proof(List<Seen> seen) {
        return "the host has no such mount on " + folder;
    }
}

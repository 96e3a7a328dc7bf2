package ns.net;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import ns.core.engine.NamespaceThread;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.NativeText;
import ns.core.syscall.SystemCall;
import ns.net.bindings.net_h;
import ns.net.wire.Invalid;

/**
 * Network namespaces with names, in the form that {@code ip netns} gave them: each is mounted on a file of its name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-netns.8.html">ip-netns(8)</a>
 */
final class NamedNamespaces {

    private static final Path FOLDER = Path.of("/run/netns");
    private static final int LONGEST = 255;
    private static final String ADD = "netns add";
    private static final String DELETE = "netns delete";

    /** Whether this JVM has seen to the folder; like ip, which does it once in a run. */
    private static volatile boolean prepared;

    private NamedNamespaces() {}

    static Path path(String name) {
        boolean possible = !name.isEmpty() && !name.equals(".") && !name.equals("..")
                && name.indexOf('/') < 0 && name.indexOf('\0') < 0 && NativeText.bytes(name).length <= LONGEST;
        if (!possible) {
            throw Invalid.argument("netns", "'" + name + "'", "a name has 1 to " + LONGEST + " bytes, no '/' and no NUL, and is not '.' or '..'");
        }
        return FOLDER.resolve(name);
    }

    static List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    static NetNamespace create(String name) throws NamespaceException {
        String file = path(name).toString();
        CompletableFuture<Boolean> reserved = new CompletableFuture<>();
        // The kernel takes half a millisecond for each, the namespace and the file: both at once.
        NamespaceThread.Begun<NetNamespace> begun = NetNamespace.beginCreating(ADD, name, () -> {
            if (!reserved.join()) {
                return null;
            }
            check(FileCalls.mount("/proc/thread-self/ns/net", file, net_h.MS_BIND()), ADD, name);
            return NetNamespace.current(name);
        });
        try {
            reserve(name, file);
            reserved.complete(true);
        } finally {
            reserved.complete(false);
        }
        try {
            return NetNamespace.made(begun);
        } catch (NamespaceException | RuntimeException | Error e) {
            FileCalls.umount2(file, net_h.MNT_DETACH());
            path(name).toFile().delete();
            throw e;
        }
    }

    /** Makes the file, if nobody else has. */
    private static void reserve(String name, String file) throws NamespaceException {
        boolean wasPrepared = prepared;
        if (!wasPrepared) {
            prepareFolder();
        }
        long answer = FileCalls.open(file, net_h.O_RDONLY() | net_h.O_CREAT() | net_h.O_EXCL(), 0);
        if (answer == -Errno.ENOENT.number() && wasPrepared) { // somebody has removed the folder since
            prepareFolder();
            answer = FileCalls.open(file, net_h.O_RDONLY() | net_h.O_CREAT() | net_h.O_EXCL(), 0);
        }
        if (answer < 0) {
            throw failure(ADD, name, answer, Errno.EEXIST, "this name is taken: delete it first, or take another");
        }
        Libc.close((int) answer);
    }

    /** Shares the folder's mounts with all mount namespaces, so that a name deleted here holds no namespace anywhere. */
    private static void prepareFolder() throws NamespaceException {
        String folder = FOLDER.toString();
        try {
            Files.createDirectory(FOLDER);
        } catch (FileAlreadyExistsException e) {
            // The usual case.
        } catch (IOException e) {
            throw new NamespaceException("mkdir", folder, Errno.EACCES, "needs root: " + e.getMessage());
        }
        int lock = (int) check(FileCalls.open(folder, net_h.O_RDONLY()), "open", folder);
        try {
            check(Libc.syscall(SystemCall.FLOCK, lock, net_h.LOCK_EX()), "flock", folder);
            long answer = FileCalls.mount("", folder, net_h.MS_SHARED() | net_h.MS_REC());
            if (answer == -Errno.EINVAL.number()) { // nothing is mounted there yet
                check(FileCalls.mount(folder, folder, net_h.MS_BIND() | net_h.MS_REC()), "mount", folder);
                answer = FileCalls.mount("", folder, net_h.MS_SHARED() | net_h.MS_REC());
            }
            check(answer, "mount", folder + " shared");
            prepared = true;
        } finally {
            Libc.close(lock);
        }
    }

    static void delete(String name) throws NamespaceException {
        Path file = path(name);
        long answer = FileCalls.umount2(file.toString(), net_h.MNT_DETACH());
        // EINVAL: not mounted in this mount namespace, but the file is there.
        if (answer < 0 && answer != -Errno.EINVAL.number()) {
            throw failure(DELETE, name, answer, Errno.ENOENT, "no network namespace has this name");
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new NamespaceException(DELETE, name, Errno.EBUSY, "it is held in another mount namespace: " + e.getMessage());
        }
    }

    private static long check(long answer, String operation, String subject) throws NamespaceException {
        if (answer < 0) {
            throw failure(operation, subject, answer, null, null);
        }
        return answer;
    }

    private static NamespaceException failure(
            String operation, String subject, long answer, Errno expected, String remedy) {
        Errno errno = new Errno((int) -answer);
        if (errno.equals(expected)) {
            return new NamespaceException(operation, subject, errno, remedy);
        }
        boolean denied = errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES);
        return new NamespaceException(operation, subject, errno,
                denied ? "names are given by root alone: needs CAP_SYS_ADMIN, and " + FOLDER + " to be writable" : errno.text());
    }
}

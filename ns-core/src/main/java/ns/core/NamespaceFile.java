package ns.core;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;

/**
 * A file that keeps a namespace when no process is in it: the link in /proc that leads to it, mounted on the file.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7), Namespace lifetime</a>
 */
public final class NamespaceFile {

    private static final Duration BETWEEN_LOOKS = Duration.ofNanos(100_000);

    private NamespaceFile() {}

    /**
     * Keeps a namespace of a process; {@code mount --bind /proc/PID/ns/KIND FILE}.
     *
     * @param pid the process, as the JVM sees it
     * @param kind which of its namespaces
     * @param file empty, or made where it does not exist, and removed again where this fails
     * @throws NamespaceException where the caller may not mount, there is no such process, or the place does not do
     */
    public static void keep(long pid, Namespace kind, Path file) throws NamespaceException {
        keep(Path.of("/proc", Long.toString(pid), "ns", kind.procName()), kind, file);
    }

    private static void keep(Path link, Namespace kind, Path file) throws NamespaceException {
        boolean made = create(file);
        long answer = FileCalls.mount(link.toString(), file.toString(), core_h.MS_BIND());
        if (answer < 0) {
            if (made) {
                delete(file);
            }
            Errno errno = new Errno((int) -answer);
            throw new NamespaceException("keep", kind + " namespace as " + file, errno, remedy(kind, file, errno));
        }
    }

    private static boolean create(Path file) throws NamespaceException {
        try {
            Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            checkEmpty(file);
            return false;
        } catch (IOException e) {
            throw new NamespaceException("open", file.toString(), Files.exists(file.toAbsolutePath().getParent()) ? Errno.EACCES : Errno.ENOENT,
                    "the file could not be made");
        }
    }

    /** It would be hidden, and then removed by the release. */
    private static void checkEmpty(Path file) throws NamespaceException {
        boolean isDirectory = Files.isDirectory(file);
        if (isDirectory || file.toFile().length() > 0) {
            throw new NamespaceException("open", file.toString(), isDirectory ? Errno.EISDIR : Errno.EEXIST,
                    "a namespace is kept as a file that is new or empty");
        }
    }

    private static String remedy(Namespace kind, Path file, Errno errno) {
        if (errno.equals(Errno.EPERM)) {
            return "mounting needs CAP_SYS_ADMIN in the mount namespace of the caller: run as root";
        }
        if (errno.equals(Errno.EINVAL) && kind == Namespace.MOUNT) {
            Path folder = file.toAbsolutePath().getParent();
            return MountTable.ofSelf().isShared(folder)
                    ? "a mount namespace cannot be kept on a shared mount, which would be copied into it:"
                            + " mount --bind " + folder + " " + folder + " && mount --make-private " + folder
                    : "the kernel keeps a mount namespace only in one that is older than it, and some kernels only in the first";
        }
        return errno.equals(Errno.ENOENT) ? "the process has ended, or the kernel has no such namespaces" : errno.text();
    }

    /** Keeps the new namespaces of a child that waits; all of them or none. */
    static void keepAll(long pid, Map<Namespace, Path> files) throws NamespaceException {
        List<Path> kept = new ArrayList<>();
        boolean complete = false;
        try {
            for (Map.Entry<Namespace, Path> each : files.entrySet()) {
                if (each.getKey() != Namespace.TIME) {
                    keep(pid, each.getKey(), each.getValue());
                } else if (hasMadeTimeNamespace(pid)) {
                    keep(timeNamespace(pid), each.getKey(), each.getValue());
                } else {
                    continue; // the child has failed, and tells of that itself
                }
                kept.add(each.getValue());
            }
            complete = true;
        } finally {
            if (!complete) {
                for (Path file : kept) {
                    release(file);
                }
            }
        }
    }

    /** The one that a child makes, and is in only from its execve on. */
    private static Path timeNamespace(long pid) {
        return Path.of("/proc", Long.toString(pid), "ns", "time_for_children");
    }

    /** Waits until a child has made its time namespace, which it is not born with; false where it has ended before. */
    private static boolean hasMadeTimeNamespace(long pid) {
        try {
            long own = Namespace.TIME.currentId();
            while (Namespace.parseId(Files.readSymbolicLink(timeNamespace(pid)).toString()) == own) {
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Lets go of a namespace and removes the file; {@code umount FILE; rm FILE}. Where nothing else keeps it, the namespace
     * ends.
     *
     * @param file as it was kept
     * @throws NamespaceException where it keeps none, or the caller may not unmount
     */
    public static void release(Path file) throws NamespaceException {
        if (!isNamespace(file)) {
            throw new NamespaceException("release", file.toString(), Files.exists(file) ? Errno.EINVAL : Errno.ENOENT,
                    Files.exists(file) ? "no namespace is kept here" : "no such file");
        }
        long answer = FileCalls.umount2(file.toString(), core_h.MNT_DETACH());
        if (answer < 0) {
            Errno errno = new Errno((int) -answer);
            throw new NamespaceException("umount", file.toString(), errno, errno.equals(Errno.EPERM)
                    ? "needs CAP_SYS_ADMIN in the mount namespace of the caller: run as root" : errno.text());
        }
        if (!isNamespace(file)) { // else it was mounted more than once
            delete(file);
        }
    }

    private static boolean isNamespace(Path file) {
        try {
            return Files.getFileStore(file).type().equals("nsfs");
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path file) throws NamespaceException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new NamespaceException("unlink", file.toString(), Errno.EACCES, e.getMessage());
        }
    }
}

package ns.cli.enter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.cli.doctor.CgroupLayout;
import ns.cli.doctor.MountInfo;
import ns.core.IdMap;
import ns.core.Namespace;
import ns.core.NamespaceRef;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/** The process of {@code --target PID}; or {@code PID:INODE}, where another that has got its pid is not meant. */
final class Target {

    private static final int EFFECTIVE = 2;

    private final long pid;
    /** Null for any process of that pid. */
    private final Long inode;

    private Target(long pid, Long inode) {
        this.pid = pid;
        this.inode = inode;
    }

    static Target parse(String text) {
        if (!text.matches("\\d{1,10}(:\\d{1,19})?")) {
            throw NamespaceException.invalid("setns", "--target " + text, "must be PID, or PID:INODE");
        }
        String[] parts = text.split(":");
        return new Target(Long.parseLong(parts[0]), parts.length == 1 ? null : Long.valueOf(parts[1]));
    }

    long pid() {
        return pid;
    }

    /** Its namespaces; without kinds, all in which it differs from the caller. */
    NamespaceRef namespaces(Namespace... kinds) throws NamespaceException {
        return inode == null ? NamespaceRef.of(pid, kinds) : NamespaceRef.pidfd(pidfd(), kinds);
    }

    /** What stands for one of its namespaces. */
    Path file(Namespace kind) {
        return Path.of("/proc", Long.toString(pid), "ns", kind.procName());
    }

    /** Open until ns ends. */
    private int pidfd() throws NamespaceException {
        long fd = Libc.syscall(SystemCall.PIDFD_OPEN, pid, 0);
        Object found = null;
        try {
            found = fd < 0 ? null : Files.getAttribute(Path.of("/proc/self/fd", Long.toString(fd)), "unix:ino");
        } catch (IOException e) {
            // As for a process that is gone.
        }
        if (!inode.equals(found)) {
            throw new NamespaceException("pidfd_open", "process " + pid + ":" + inode, Errno.ESRCH,
                    "there is no such process" + (found == null ? "" : ": the inode of the one with this pid is " + found));
        }
        return (int) fd;
    }

    /** The id it runs as, as the namespaces that are entered see it. */
    long id(IdMap.Kind kind, boolean insideItsUserNamespace) throws IOException {
        String label = kind == IdMap.Kind.UID ? "Uid:" : "Gid:";
        long outside = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream().filter(line -> line.startsWith(label))
                .map(line -> line.split("\\s+")[EFFECTIVE]).mapToLong(Long::parseLong).findFirst().orElseThrow();
        if (!insideItsUserNamespace) {
            return outside;
        }
        Path file = Path.of("/proc", Long.toString(pid), kind == IdMap.Kind.UID ? "uid_map" : "gid_map");
        for (String line : Files.readAllLines(file)) {
            String[] map = line.strip().split("\\s+");
            long offset = outside - Long.parseLong(map[1]);
            if (offset >= 0 && offset < Long.parseLong(map[2])) {
                return Long.parseLong(map[0]) + offset;
            }
        }
        throw new NamespaceException("read", file.toString(), Errno.EINVAL, "the id " + outside + " that the process runs as is not mapped");
    }

    /** Moves ns, and so what it starts, to the cgroup of the process. */
    void joinCgroup() throws IOException {
        List<MountInfo> mounts = MountInfo.parse(Files.readAllLines(Path.of("/proc/self/mountinfo")));
        CgroupLayout layout = CgroupLayout.of(mounts, Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup")));
        Path file = layout.folder().orElseThrow(() -> new NamespaceException("open", "cgroup of process " + pid, Errno.ENOENT,
                layout.unified() ? "it is outside of the cgroups that are seen here" : "--join-cgroup needs cgroup v2, mounted"))
                .resolve("cgroup.procs");
        try {
            Files.writeString(file, Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new NamespaceException("write", file.toString(), Errno.EACCES, "needs the right to write there, and in the cgroup"
                    + " above both: " + e.getMessage());
        }
    }
}

package ns.core.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.limit.CgroupLimits;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.ProcFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A control group that children are born in. Closing it kills what is left in it, and removes it. */
public final class Cgroup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cgroup.class);
    private static final AtomicLong COUNT = new AtomicLong();
    private static final int ATTEMPTS = 1_000;
    private static final long BETWEEN_ATTEMPTS = 1_000_000;

    private final Path directory;
    private final int fd;

    private Cgroup(Path directory, int fd) {
        this.directory = directory;
        this.fd = fd;
    }

    /** Makes one with these limits. */
    public static Cgroup make(CgroupLimits limits) throws NamespaceException {
        Path parent = CgroupTree.ofSelf().parentFor(limits);
        Path directory = parent.resolve("ns-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new NamespaceException("mkdir", directory.toString(), Errno.EACCES, "the caller may make no control group here:"
                    + " run as root, or in a delegated one (systemd-run --user --scope -p Delegate=yes)");
        }
        boolean made = false;
        try {
            for (var setting : limits.settings().entrySet()) {
                String file = directory.resolve(setting.getKey()).toString();
                long answer = ProcFile.write(file, setting.getValue());
                if (answer < 0) {
                    Errno errno = new Errno((int) -answer);
                    throw new NamespaceException("write", setting.getKey() + " \"" + setting.getValue() + "\"", errno,
                            errno.equals(Errno.ENOENT) ? "the controller has no such file" : errno.text());
                }
            }
            int fd = (int) Native.check(FileCalls.open(directory.toString(), core_h.O_RDONLY()), "open", directory.toString());
            made = true;
            return new Cgroup(directory, fd);
        } finally {
            if (!made) {
                remove(directory);
            }
        }
    }

    /** Of the directory, as clone3 takes it. */
    public int descriptor() {
        return fd;
    }

    @Override
    public void close() {
        Libc.close(fd);
        // What has left the family tree of the command is still in here. Linux before 5.14 has no such file.
        ProcFile.write(directory.resolve("cgroup.kill").toString(), "1");
        remove(directory);
    }

    /** Those that are killed go one by one. */
    private static void remove(Path directory) {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                Files.delete(directory);
                return;
            } catch (NoSuchFileException e) {
                return;
            } catch (DirectoryNotEmptyException e) {
                LOG.debug("{}: something is in it", directory);
            } catch (IOException e) {
                LOG.trace("{}: {}", directory, e.toString());
            }
            LockSupport.parkNanos(BETWEEN_ATTEMPTS);
        }
        LOG.warn("{} cannot be removed: there are processes in it", directory);
    }
}

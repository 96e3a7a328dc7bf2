package ns.cli;

import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** The exit statuses of ns, where they are not the command's own; those of env(1), nohup(1) and chroot(1). */
final class Status {

    static final int USAGE = 2;
    static final int SETUP_FAILED = 125;
    static final int NOT_EXECUTABLE = 126;
    static final int NOT_FOUND = 127;

    private Status() {}

    static int of(NamespaceException e) {
        if (!e.operation().equals("execve")) {
            return SETUP_FAILED;
        }
        return e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ENOTDIR) ? NOT_FOUND : NOT_EXECUTABLE;
    }
}

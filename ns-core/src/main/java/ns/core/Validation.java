package ns.core;

import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ns.core.bindings.core_h;
import ns.core.error.NamespaceException;
import ns.core.syscall.Terminal;

/** Finds what is wrong with a specification before anything is created. */
final class Validation {

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1," + core_h.__NEW_UTS_LEN() + "}");

    /** UID_GID_MAP_MAX_EXTENTS in the kernel's user_namespace.h. */
    private static final int MAX_MAPS = 340;

    /** What map_write in the kernel's user_namespace.c takes is shorter than a page; of 4 KiB, on most machines. */
    private static final int MAX_MAP_TEXT = 4095;

    /** NGROUPS_MAX in the kernel's limits.h. */
    private static final int NGROUPS_MAX = 65536;

    private static final int MODE_BITS = 0777;

    private static final int LOWEST_NICENESS = -20;

    private static final int HIGHEST_NICENESS = 19;

    private static final int FIRST_OTHER = 3;

    /** Of a winsize: ioctl_tty(2). */
    private static final int MAX_SIDE = 65_535;

    private Validation() {}

    static void check(Spec spec) {
        checkName("sethostname", spec.hostname, spec);
        checkName("setdomainname", spec.domainname, spec);
        checkMaps(spec);
        checkCredentials(spec);
        MountValidation.check(spec);
        checkJoined(spec);
        checkEntered(spec);
        if (spec.loopbackUp) {
            require(spec, "link set", "lo up", Namespace.NETWORK);
        }
        if (spec.directory != null) {
            checkNul("chdir", "", spec.directory.toString());
            if (spec.directory.toString().isEmpty()) {
                throw invalid("chdir", "''", "the path of the working directory is empty");
            }
        }
        if (spec.init) {
            require(spec, "execveat", "ns-init", Namespace.PID);
        }
        checkRedirects(spec);
        checkProcess(spec);
        spec.environment.forEach((name, change) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw invalid("environment", "'" + name + "'", "a variable's name must not be empty or contain '='");
            }
            checkNul("environment", "", name);
            if (change instanceof Environment.Change.Assign assign) {
                checkNul("environment", name, assign.value());
            }
        });
    }

    private static void checkEntered(Spec spec) {
        EnumSet<Namespace> kinds = EnumSet.noneOf(Namespace.class);
        for (NamespaceRef ref : spec.entered) {
            for (Namespace kind : ref.kinds()) {
                String subject = kind + " namespace";
                if (!kinds.add(kind)) {
                    throw invalid("setns", subject, "two cannot be entered at once");
                }
                if (spec.namespaces.contains(kind) || spec.joined != null && spec.joined.kind() == kind) {
                    throw invalid("setns", subject, "it cannot be an existing and a new one");
                }
            }
        }
        spec.kept.forEach((kind, file) -> {
            require(spec, "keep", file.toString(), kind);
            if (kind == Namespace.TIME && (spec.enters(Namespace.PID))) {
                throw invalid("keep", file.toString(), "a time namespace is not kept where a PID namespace is entered");
            }
            if (Collections.frequency(spec.kept.values(), file) > 1) {
                throw invalid("keep", file.toString(), "another namespace is to be kept as this file already");
            }
        });
        boolean ofProcess = spec.entered.stream().anyMatch(ref -> !(ref instanceof NamespaceRef.OfFile));
        if ((spec.enterRoot || spec.enterDirectory) && !ofProcess) {
            throw invalid("chroot", "root or directory of a process", "needs a process whose namespaces are entered");
        }
    }

    private static void checkJoined(Spec spec) {
        if (spec.joined == null) {
            return;
        }
        String subject = spec.joined.kind() + " namespace";
        if (spec.joined.kind() != Namespace.NETWORK) {
            throw invalid("setns", subject, "only a network namespace can be joined");
        }
        if (spec.namespaces.contains(spec.joined.kind())) {
            throw invalid("setns", subject, "it cannot be an existing and a new one");
        }
    }

    private static void checkProcess(Spec spec) {
        if (spec.forbidUserNamespaces) {
            require(spec, "max_user_namespaces", "0", Namespace.USER);
        }
        for (Capability capability : spec.ambientCapabilities) {
            if (!spec.keptCapabilities.contains(capability)) {
                throw invalid("prctl", "PR_CAP_AMBIENT_RAISE " + capability, "it cannot be both ambient and dropped");
            }
        }
        checkOffset(spec, "monotonic", spec.monotonicOffset);
        checkOffset(spec, "boottime", spec.bootTimeOffset);
        if (spec.timeLimit != null && !spec.timeLimit.isPositive()) {
            throw invalid("wait", "for " + spec.timeLimit, "a time limit must be above 0");
        }
        spec.umask.ifPresent(mask -> {
            if ((mask & ~MODE_BITS) != 0) {
                throw invalid("umask", Integer.toOctalString(mask), "must be 0 to 777, octal");
            }
        });
        spec.niceness.ifPresent(value -> {
            if (value < LOWEST_NICENESS || value > HIGHEST_NICENESS) {
                throw invalid("setpriority", Integer.toString(value), "a nice value is " + LOWEST_NICENESS + " to " + HIGHEST_NICENESS);
            }
        });
        if (spec.argv0 != null) {
            checkNul("execve", "argv[0]", spec.argv0);
        }
        for (int descriptor : spec.passed) {
            if (descriptor < FIRST_OTHER) {
                throw invalid("fcntl", "descriptor " + descriptor, "must be 3 or above: the standard streams have options of"
                        + " their own");
            }
        }
    }

    private static void checkOffset(Spec spec, String clock, Duration offset) {
        if (offset != null) {
            require(spec, "timens_offsets", clock + " " + offset.getSeconds(), Namespace.TIME);
        }
    }

    static void checkTerminal(Terminal.Size size) {
        if (size.rows() < 1 || size.rows() > MAX_SIDE || size.columns() < 1 || size.columns() > MAX_SIDE) {
            throw invalid("terminal", size.rows() + " rows, " + size.columns() + " columns", "must be 1 to " + MAX_SIDE + " each");
        }
    }

    private static void checkRedirects(Spec spec) {
        if (spec.terminal != null) {
            checkTerminal(spec.terminal);
            if (!Stream.of(spec.stdin, spec.stdout, spec.stderr).allMatch(Redirect.PIPE::equals)) {
                throw invalid("terminal", "standard streams", "are those of the terminal, and cannot be redirected as well");
            }
        }
        if (spec.stdin.type() == Redirect.Type.WRITE || spec.stdin.type() == Redirect.Type.APPEND) {
            throw invalid("open", spec.stdin.file().getPath(), "stdin cannot come from a redirection to a file");
        }
        checkOutput("stdout", spec.stdout);
        checkOutput("stderr", spec.stderr);
    }

    private static void checkOutput(String name, Redirect redirect) {
        if (redirect.type() == Redirect.Type.READ) {
            throw invalid("open", redirect.file().getPath(), name + " cannot go to a redirection from a file");
        }
    }

    static void checkCommand(List<String> command) {
        if (command.isEmpty()) {
            throw invalid("execve", "''", "there is no command");
        }
        for (int i = 0; i < command.size(); i++) {
            checkNul("execve", i == 0 ? "" : "argument " + i, command.get(i));
        }
    }

    private static void checkName(String operation, String name, Spec spec) {
        if (name == null) {
            return;
        }
        require(spec, operation, name, Namespace.UTS);
        if (!HOST_NAME.matcher(name).matches()) {
            throw invalid(operation, quote(name), "must be 1 to " + core_h.__NEW_UTS_LEN()
                    + " letters, digits, '-', '_' and '.'");
        }
    }

    private static void checkMaps(Spec spec) {
        if (spec.setgroups != null) {
            require(spec, "setgroups", spec.setgroups ? "allow" : "deny", Namespace.USER);
        }
        for (IdMap.Kind kind : IdMap.Kind.values()) {
            List<IdMap> maps = spec.idMaps(kind);
            if (maps.size() > MAX_MAPS) {
                throw invalid(kind.procName(), maps.size() + " ranges", "the kernel takes " + MAX_MAPS);
            }
            for (int i = 0; i < maps.size(); i++) {
                require(spec, kind.procName(), maps.get(i).toString(), Namespace.USER);
                for (IdMap earlier : maps.subList(0, i)) {
                    if (maps.get(i).overlaps(earlier)) {
                        throw invalid(kind.procName(), maps.get(i).toString(), "overlaps " + earlier);
                    }
                }
            }
            int length = IdMap.lines(maps).length();
            if (length > MAX_MAP_TEXT) {
                throw invalid(kind.procName(), maps.size() + " ranges", "are " + length
                        + " bytes together, and the kernel takes " + MAX_MAP_TEXT);
            }
        }
    }

    private static void checkCredentials(Spec spec) {
        checkId("setresuid", "user", "--map-users", spec.uid, IdMap.Kind.UID, spec);
        checkId("setresgid", "group", "--map-groups", spec.gid, IdMap.Kind.GID, spec);
        if (spec.groups != null && spec.groups.size() > NGROUPS_MAX) {
            throw invalid("setgroups", spec.groups.size() + " groups", "the kernel takes " + NGROUPS_MAX);
        }
        if (spec.groups != null) {
            for (long group : spec.groups) {
                checkId("setgroups", "group", "--map-groups", OptionalLong.of(group), IdMap.Kind.GID, spec);
            }
        }
    }

    private static void checkId(
            String operation, String what, String flag, OptionalLong id, IdMap.Kind kind, Spec spec) {
        if (id.isEmpty()) {
            return;
        }
        long wanted = id.getAsLong();
        if (wanted < 0 || wanted > IdMap.MAX_ID) {
            throw invalid(operation, Long.toString(wanted), "an id is 0 to " + IdMap.MAX_ID);
        }
        boolean isMapped = spec.idMaps(kind).stream().anyMatch(map -> map.containsInside(wanted));
        if (spec.namespaces.contains(Namespace.USER) && !isMapped) {
            throw invalid(operation, Long.toString(wanted), what + " " + wanted
                    + " is not mapped in the user namespace: map it with " + flag + " " + wanted + ":OUTER:1");
        }
    }

    static void require(Spec spec, String operation, String subject, Namespace kind) {
        if (!spec.namespaces.contains(kind)) {
            throw invalid(operation, subject, "needs a new " + kind + " namespace, which this specification has not");
        }
    }

    static void checkNul(String operation, String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw invalid(operation, (what + " " + quote(text)).strip(), "contains NUL");
        }
    }

    private static String quote(String text) {
        return "'" + text + "'";
    }

    /** What build() and its like throw: worded as if the kernel had refused it. */
    static IllegalArgumentException invalid(String operation, String subject, String remedy) {
        return NamespaceException.invalid(operation, subject, remedy);
    }
}

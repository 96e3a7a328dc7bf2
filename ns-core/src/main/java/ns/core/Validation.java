package ns.core;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;

/** Finds what is wrong with a specification before anything is created. */
final class Validation {

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1," + core_h.__NEW_UTS_LEN() + "}");

    /** UID_GID_MAP_MAX_EXTENTS in the kernel's user_namespace.h. */
    private static final int MAX_MAPS = 340;

    /** What map_write in the kernel's user_namespace.c takes is shorter than a page; of 4 KiB, on most machines. */
    private static final int MAX_MAP_TEXT = 4095;

    /** NGROUPS_MAX in the kernel's limits.h. */
    private static final int NGROUPS_MAX = 65536;

    private Validation() {}

    static void check(Spec spec) {
        checkName("sethostname", spec.hostname, spec);
        checkName("setdomainname", spec.domainname, spec);
        checkMaps(spec);
        checkCredentials(spec);
        checkMounts(spec);
        checkJoined(spec);
        if (spec.loopbackUp) {
            require(spec, "link set", "lo up", Namespace.NETWORK);
        }
        if (spec.directory != null) {
            checkNul("chdir", "", spec.directory.toString());
            if (spec.directory.toString().isEmpty()) {
                throw invalid("chdir", "''", "the path of the working directory is empty");
            }
        }
        checkRedirects(spec);
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

    private static void checkMounts(Spec spec) {
        if (spec.proc != null) {
            require(spec, "mount", "proc on " + spec.proc, Namespace.MOUNT);
            require(spec, "mount", "proc on " + spec.proc, Namespace.PID);
            checkPath("mount", "proc on", spec.proc);
        }
        if (spec.sys) {
            require(spec, "mount", "sysfs on /sys", Namespace.MOUNT);
        }
        spec.binds.forEach((mountPoint, source) -> {
            require(spec, "mount", source + " on " + mountPoint, Namespace.MOUNT);
            checkPath("mount", "", source);
            checkPath("mount", source + " on", mountPoint);
        });
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

    private static void checkPath(String operation, String what, Path path) {
        if (!path.isAbsolute()) {
            throw invalid(operation, (what + " " + path).strip(), "must be an absolute path");
        }
        checkNul(operation, what, path.toString());
    }

    private static void checkRedirects(Spec spec) {
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

    private static void require(Spec spec, String operation, String subject, Namespace kind) {
        if (!spec.namespaces.contains(kind)) {
            throw invalid(operation, subject, "needs a new " + kind + " namespace, which this specification has not");
        }
    }

    private static void checkNul(String operation, String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw invalid(operation, (what + " " + quote(text)).strip(), "contains NUL");
        }
    }

    private static String quote(String text) {
        return "'" + text + "'";
    }

    /** What build() and its like throw: worded as if the kernel had refused it. */
    static IllegalArgumentException invalid(String operation, String subject, String remedy) {
        return new IllegalArgumentException(
                new NamespaceException(operation, subject, Errno.EINVAL, remedy).getMessage());
    }
}

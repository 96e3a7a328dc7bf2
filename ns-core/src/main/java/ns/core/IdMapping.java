package ns.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Native;
import ns.core.syscall.ProcFile;
import ns.core.syscall.ProcStatus;

/**
 * Who writes the id maps of a user namespace, and which ids the child takes on.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
final class IdMapping {

    private final Spec spec;
    private final Writer writer;

    /** Who writes the maps. */
    enum Writer {
        /** There are none. */
        NOBODY,
        /** The child itself: one user and one group, the caller's own; setgroups(2) must be given up for it. */
        CHILD,
        /** The parent, which has the capabilities, while the child waits. */
        PARENT,
        /** newuidmap(1) and newgidmap(1), while the child waits. */
        HELPER_TOOL
    }

    /** Whether the child may call setgroups(2). */
    enum Setgroups {
        ALLOWED,
        /** newgidmap decides, by what /etc/subgid grants. */
        MAYBE,
        DENIED
    }

    IdMapping(Spec spec) {
        this.spec = spec;
        this.writer = chooseWriter();
    }

    private Writer chooseWriter() {
        if (spec.idMaps.isEmpty()) {
            return Writer.NOBODY;
        }
        if (spec.groups == null && !Boolean.TRUE.equals(spec.setgroups) && isOwnIdAtMost(IdMap.Kind.UID) && isOwnIdAtMost(IdMap.Kind.GID)) {
            return Writer.CHILD;
        }
        ProcStatus self = self();
        boolean privileged = self.hasCapability(core_h.CAP_SETUID()) && self.hasCapability(core_h.CAP_SETGID());
        return privileged ? Writer.PARENT : Writer.HELPER_TOOL;
    }

    private static ProcStatus self() {
        try {
            return ProcStatus.ofSelf();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOwnIdAtMost(IdMap.Kind kind) {
        List<IdMap> maps = spec.idMaps(kind);
        return maps.isEmpty()
                || maps.size() == 1 && maps.getFirst().count() == 1 && maps.getFirst().outside() == kind.callerId();
    }

    Writer writer() {
        return writer;
    }

    /** Whether the child has no need of a parent for its maps. */
    boolean isWrittenByChild() {
        return writer == Writer.NOBODY || writer == Writer.CHILD;
    }

    Setgroups setgroups() {
        if (spec.enters(Namespace.USER)) {
            return Setgroups.MAYBE; // whoever made that decided
        }
        if (!spec.namespaces.contains(Namespace.USER)) {
            // A caller that may change neither user nor group has none to give up the groups for.
            ProcStatus self = self();
            boolean none = !self.hasCapability(core_h.CAP_SETUID()) && !self.hasCapability(core_h.CAP_SETGID());
            return none ? Setgroups.DENIED : Setgroups.ALLOWED;
        }
        if (spec.idMaps(IdMap.Kind.GID).isEmpty() || isDenied()) {
            return Setgroups.DENIED;
        }
        return switch (writer) {
            case NOBODY, CHILD -> Setgroups.DENIED;
            case PARENT -> Setgroups.ALLOWED;
            case HELPER_TOOL -> Setgroups.MAYBE;
        };
    }

    /** The user to become: the one asked for; or root, where the caller would be nobody inside and root is mapped. */
    OptionalLong uid() {
        return spec.uid.isPresent() ? spec.uid : rootForUnmappedCaller(IdMap.Kind.UID);
    }

    /** The group to become. */
    OptionalLong gid() {
        return spec.gid.isPresent() ? spec.gid : rootForUnmappedCaller(IdMap.Kind.GID);
    }

    private OptionalLong rootForUnmappedCaller(IdMap.Kind kind) {
        return !spec.preserveCredentials && isMapped(kind, 0) && !isCallerMapped(kind) ? OptionalLong.of(0) : OptionalLong.empty();
    }

    /** Whose files are to be made in the set-up, where the caller is nobody inside and so can own none there. */
    OptionalLong owner(IdMap.Kind kind) {
        if (spec.idMaps(kind).isEmpty() || isCallerMapped(kind)) {
            return OptionalLong.empty();
        }
        return isMapped(kind, 0) ? OptionalLong.of(0) : kind == IdMap.Kind.UID ? spec.uid : spec.gid;
    }

    /** Whether user 0 of the outside is somebody inside. */
    boolean mapsRootOfHost() {
        return spec.namespaces.contains(Namespace.USER)
                ? spec.idMaps(IdMap.Kind.UID).stream().anyMatch(map -> map.containsOutside(0)) : IdMap.Kind.UID.callerId() == 0;
    }

    private boolean isCallerMapped(IdMap.Kind kind) {
        return spec.idMaps(kind).stream().anyMatch(map -> map.containsOutside(kind.callerId()));
    }

    private boolean isMapped(IdMap.Kind kind, long inside) {
        return spec.idMaps(kind).stream().anyMatch(map -> map.containsInside(inside));
    }

    /** The text of the map file. */
    String lines(IdMap.Kind kind) {
        return IdMap.lines(spec.idMaps(kind));
    }

    private boolean isDenied() {
        return Boolean.FALSE.equals(spec.setgroups);
    }

    /** Writes the maps of a child that waits. */
    void write(long pid) throws NamespaceException {
        if (isDenied() && (writer == Writer.PARENT || writer == Writer.HELPER_TOOL)) {
            String file = "/proc/" + pid + "/setgroups";
            Native.check(ProcFile.write(file, "deny"), "write", file + " \"deny\"");
        }
        for (IdMap.Kind kind : IdMap.Kind.values()) {
            if (spec.idMaps(kind).isEmpty()) {
                continue;
            }
            switch (writer) {
                case NOBODY, CHILD -> { }
                case PARENT -> writeFile(pid, kind);
                case HELPER_TOOL -> runTool(pid, kind);
            }
        }
    }

    private void writeFile(long pid, IdMap.Kind kind) throws NamespaceException {
        String file = "/proc/" + pid + "/" + kind.procName();
        long answer = ProcFile.write(file, lines(kind));
        if (answer < 0) {
            Errno errno = new Errno((int) -answer);
            String remedy = errno.equals(Errno.EPERM)
                    ? "an outer id is not mapped in the caller's own user namespace, or mapping outer id 0 needs CAP_SETFCAP"
                    : errno.text();
            throw new NamespaceException("write", file + " \"" + onOneLine(kind) + "\"", errno, remedy);
        }
    }

    private String onOneLine(IdMap.Kind kind) {
        return lines(kind).strip().replace("\n", "; ");
    }

    /** Who writes what while the child waits. */
    String describe() {
        return Arrays.stream(IdMap.Kind.values()).filter(kind -> !spec.idMaps(kind).isEmpty())
                .map(kind -> (writer == Writer.PARENT ? "the parent to write " : tool(kind) + " to write ")
                        + kind.procName() + " \"" + onOneLine(kind) + "\"")
                .collect(Collectors.joining(" and "));
    }

    private static String tool(IdMap.Kind kind) {
        return switch (kind) {
            case UID -> "newuidmap";
            case GID -> "newgidmap";
        };
    }

    private void runTool(long pid, IdMap.Kind kind) throws NamespaceException {
        String tool = tool(kind);
        List<String> command = new ArrayList<>(List.of(tool, Long.toString(pid)));
        for (IdMap map : spec.idMaps(kind)) {
            command.add(Long.toString(map.inside()));
            command.add(Long.toString(map.outside()));
            command.add(Long.toString(map.count()));
        }
        String ranges = spec.idMaps(kind).stream().map(IdMap::toString).collect(Collectors.joining(" "));
        String subFile = kind == IdMap.Kind.UID ? "/etc/subuid" : "/etc/subgid";
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            // The JDK says which error it was in words alone, as "error=2".
            boolean missing = e.getMessage().matches(".*error[=:] ?" + Errno.ENOENT.number() + "\\b.*");
            throw missing
                    ? new NamespaceException(tool, ranges, Errno.ENOENT, "mapping more than one's own id without CAP_SETUID"
                            + " and CAP_SETGID needs this tool: install the package uidmap")
                    : new NamespaceException(tool, ranges, Errno.EIO, e.getMessage());
        }
        String said;
        int status;
        try {
            process.getOutputStream().close();
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            status = process.waitFor();
        } catch (IOException e) {
            throw new NamespaceException(tool, ranges, Errno.EIO, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NamespaceException(tool, ranges, Errno.EINTR, "interrupted while waiting for it");
        } finally {
            process.destroyForcibly();
        }
        if (status != 0) {
            throw new NamespaceException(tool, ranges, Errno.EPERM,
                    "grant the range to the user in " + subFile + ", or run as root (" + said.replace('\n', ' ') + ")");
        }
    }
}

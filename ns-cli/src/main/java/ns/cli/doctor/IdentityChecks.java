package ns.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import ns.core.Capability;
import ns.core.IdMap;
import ns.core.Isolation;
import ns.core.Namespace;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.ProcStatus;

/** Who runs ns, with what privileges, and which ids this user may map. */
final class IdentityChecks {

    private static final String HEADING = "User";
    private static final long ALL_IDS = 4_294_967_295L;
    private static final int SETUID = 04000;

    private IdentityChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(HEADING, "ids", IdentityChecks::ids),
                Check.of(HEADING, "capabilities", IdentityChecks::capabilities),
                Check.of(HEADING, "no_new_privs", IdentityChecks::noNewPrivileges),
                Check.of(HEADING, "seccomp", IdentityChecks::seccomp),
                Check.of(HEADING, "/etc/subuid", () -> subordinate("/etc/subuid")),
                Check.of(HEADING, "/etc/subgid", () -> subordinate("/etc/subgid")),
                Check.of(HEADING, "newuidmap", () -> tool("newuidmap")),
                Check.of(HEADING, "newgidmap", () -> tool("newgidmap")),
                Check.of(HEADING, "maps of several ids", IdentityChecks::ranges));
    }

    private static long uid() {
        return Integer.toUnsignedLong(Libc.geteuid());
    }

    private static long gid() {
        return Integer.toUnsignedLong(Libc.getegid());
    }

    private static boolean mayMapAnyId() throws IOException {
        ProcStatus self = ProcStatus.ofSelf();
        return self.hasCapability(Capability.SETUID.number()) && self.hasCapability(Capability.SETGID.number());
    }

    private static Result ids() {
        List<String> map = ProcText.lines("/proc/self/uid_map").stream().map(line -> line.strip().replaceAll(" +", " ")).toList();
        boolean initial = map.equals(List.of("0 0 " + ALL_IDS));
        return Result.ok("uid " + uid() + ", gid " + gid() + ", "
                + (initial ? "all ids mapped" : "in a user namespace with uid_map " + String.join("; ", map)));
    }

    private static Result capabilities() throws IOException {
        long mask = Long.parseUnsignedLong(ProcStatus.ofSelf().field("CapEff").orElse("0"), 16);
        int last = ProcText.line("/proc/sys/kernel/cap_last_cap").map(Integer::valueOf)
                .orElseGet(() -> Capability.CHECKPOINT_RESTORE.number());
        return Result.ok(CapabilityNames.describe(mask, last));
    }

    private static Result noNewPrivileges() throws IOException {
        Optional<String> value = ProcStatus.ofSelf().field("NoNewPrivs");
        if (value.isEmpty()) {
            return Result.notApplicable("the kernel does not tell");
        }
        return value.get().equals("0") ? Result.ok("off")
                : Result.no("on: newuidmap and the like cannot gain privileges", "start ns without (podman run: no"
                        + " --security-opt no-new-privileges; systemd: NoNewPrivileges=no)");
    }

    private static Result seccomp() throws IOException {
        ProcStatus self = ProcStatus.ofSelf();
        return switch (self.field("Seccomp").orElse("")) {
            case "" -> Result.notApplicable("the kernel has none");
            case "0" -> Result.ok("no filter in force");
            default -> Result.ok(self.field("Seccomp_filters").map(count -> count + " filters").orElse("filters")
                    + " in force: what they hide is named above");
        };
    }

    /** The name, or the number of who has none: Java says ? then. */
    private static String user() {
        String name = System.getProperty("user.name");
        return name.equals("?") ? Long.toString(uid()) : name;
    }

    private static List<SubordinateRange> granted(String file) {
        return SubordinateRange.of(user(), uid(), ProcText.lines(file));
    }

    private static Result subordinate(String file) throws IOException {
        List<SubordinateRange> ranges = granted(file);
        if (!ranges.isEmpty()) {
            return Result.ok(ranges.stream().map(SubordinateRange::toString).collect(Collectors.joining(", ")));
        }
        String user = user();
        SubordinateRange free = SubordinateRange.free(ProcText.lines(file));
        return mayMapAnyId() ? Result.notApplicable("grants " + user + " none, who needs none: CAP_SETUID and CAP_SETGID are there")
                : Result.no("grants " + user + " none",
                        "as root, add the line " + user + ":" + free.first() + ":" + free.count() + " to it");
    }

    private static Optional<Path> onPath(String tool) {
        for (String folder : Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, tool);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static Result tool(String name) throws IOException {
        Optional<Path> file = onPath(name);
        if (file.isEmpty()) {
            return mayMapAnyId() ? Result.notApplicable("not on PATH, and not needed: CAP_SETUID and CAP_SETGID are there")
                    : Result.no("not on PATH", "install the package uidmap");
        }
        boolean setuid = ((int) Files.getAttribute(file.get(), "unix:mode") & SETUID) != 0
                && (int) Files.getAttribute(file.get(), "unix:uid") == 0;
        if (setuid) {
            return Result.ok(file.get() + ", setuid root");
        }
        return FileCalls.getxattr(file.get().toString(), "security.capability") > 0
                ? Result.ok(file.get() + ", with a file capability")
                : Result.no(file.get() + " has neither the setuid bit nor a file capability", "as root, chmod u+s " + file.get());
    }

    /** Maps this user and one more, as ns run --map-users would. */
    private static Result ranges() throws Exception {
        OptionalLong user = further("/etc/subuid", "/proc/self/uid_map", uid());
        OptionalLong group = further("/etc/subgid", "/proc/self/gid_map", gid());
        if (user.isEmpty() || group.isEmpty()) {
            return Result.notApplicable("there is no id to map beside one's own");
        }
        Spawn.attempt(Isolation.builder().namespaces(Namespace.USER)
                .idMaps(IdMap.Kind.UID, maps(IdMap.Kind.UID, uid(), user.getAsLong()))
                .idMaps(IdMap.Kind.GID, maps(IdMap.Kind.GID, gid(), group.getAsLong())));
        return Result.ok("written " + (mayMapAnyId() ? "by ns itself" : "by newuidmap and newgidmap"));
    }

    private static List<IdMap> maps(IdMap.Kind kind, long own, long other) {
        return List.of(new IdMap(kind, 0, own, 1), new IdMap(kind, 1, other, 1));
    }

    /** An id that is not the caller's own: a granted one, or for who may map any, one that is mapped here. */
    private static OptionalLong further(String granted, String mapFile, long own) throws IOException {
        List<SubordinateRange> ranges = new ArrayList<>(granted(granted));
        if (mayMapAnyId()) {
            ranges.clear();
            for (String line : ProcText.lines(mapFile)) {
                String[] fields = line.strip().split(" +");
                ranges.add(new SubordinateRange(Long.parseLong(fields[0]), Long.parseLong(fields[2])));
            }
        }
        return ranges.stream().flatMapToLong(range -> LongStream.of(range.first(), range.first() + range.count() - 1))
                .filter(id -> id != own && id != 0).findFirst();
    }
}

package ns.core;

import static ns.core.Fixtures.rootIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.ForkedJvm;
import ns.core.process.Leftovers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong input gives one clear line, and leaves nothing behind. */
class BadInputTest extends Refusals {

    static Stream<String> badNames() {
        return Stream.of("", "a".repeat(65), "a b", "a\0b", "a\nb", "é", "a:b", "a".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void badHostOrDomainName(String name) {
        String quoted = "'" + name.replace("\0", "\\x00").replace("\n", "\\x0a") + "'";
        IsolationBuilder builder = rootIn(Namespace.UTS);
        assertInvalid("sethostname " + quoted, "1 to 64 letters", () -> builder.hostname(name).build());
        assertInvalid("setdomainname " + quoted, "1 to 64 letters",
                () -> rootIn(Namespace.UTS).domainname(name).build());
    }

    static Stream<List<IdMap>> overlapping() {
        return Stream.of(
                List.of(IdMap.uid(0, 1000, 1), IdMap.uid(0, 2000, 1)),
                List.of(IdMap.uid(0, 1000, 10), IdMap.uid(9, 2000, 1)),
                List.of(IdMap.uid(0, 1000, 10), IdMap.uid(10, 1009, 1)),
                List.of(IdMap.gid(5, 1000, 1), IdMap.gid(0, 2000, 10)),
                List.of(IdMap.gid(0, 0, 0xffff_ffffL), IdMap.gid(0xffff_fffeL, 0xffff_fffeL, 1)));
    }

    @ParameterizedTest
    @MethodSource("overlapping")
    void mapsThatOverlap(List<IdMap> maps) {
        IdMap first = maps.getFirst();
        IdMap second = maps.getLast();
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.USER).idMap(first).idMap(second);
        String operation = first.kind() == IdMap.Kind.UID ? "uid_map " : "gid_map ";
        assertInvalid(operation + second, "overlaps " + first, builder::build);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 1 or more",
        "0, 0, -1, 1 or more",
        "0, 0, -9223372036854775808, 1 or more",
        "-1, 0, 1, negative",
        "0, -1, 1, negative",
        "-9223372036854775808, 0, 9223372036854775807, negative",
        "0, 0, 4294967296, highest id",
        "4294967295, 0, 1, highest id",
        "0, 4294967295, 1, highest id",
        "1, 0, 4294967295, highest id",
        "0, 4294967294, 2, highest id",
        "0, 0, 9223372036854775807, highest id",
        "9223372036854775807, 0, 1, highest id",
        "0, 9223372036854775807, 1, highest id",
        "9223372036854775807, 9223372036854775807, 9223372036854775807, highest id"
    })
    void mapThatIsNoRange(long inside, long outside, long count, String remedy) {
        String subject = inside + ":" + outside + ":" + count;
        assertInvalid("uid_map " + subject, remedy, () -> IdMap.uid(inside, outside, count));
        assertInvalid("gid_map " + subject, remedy, () -> IdMap.gid(inside, outside, count));
        assertInvalid("uid_map " + subject, remedy, () -> IdMap.parse(IdMap.Kind.UID, subject));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0:1", "0:1:1:1", "a:b:c", "0:1:", " 0:1:1", "0:1:9223372036854775808", "0:1:1\n"})
    void mapThatIsNotWrittenAsOne(String text) {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> IdMap.parse(IdMap.Kind.GID, text));
        assertMessage("gid_map '" + text.replace("\n", "\\x0a") + "'", Errno.EINVAL, "INNER:OUTER:COUNT", e.getMessage());
    }

    @Test
    void moreMapsThanTheKernelTakes() {
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.USER);
        for (int i = 0; i < 341; i++) {
            builder.idMap(IdMap.uid(2L * i, 2L * i, 1));
        }
        assertInvalid("uid_map 341 ranges", "the kernel takes 340", builder::build);
    }

    @Test
    void mapsThatAreTooLongForTheKernelTogether() throws Exception {
        List<IdMap> maps = new ArrayList<>();
        for (int i = 0; i < 204; i++) {
            maps.add(IdMap.uid(10_000_000L + i, 10_000_000L + i, 1)); // 20 bytes each
        }
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.USER);
        maps.add(IdMap.uid(500_000, 500_000, 1)); // 16
        assertInvalid("uid_map 205 ranges", "4096 bytes", () -> builder.idMaps(IdMap.Kind.UID, maps).build());
        maps.set(204, IdMap.uid(50_000, 50_000, 10)); // 15
        Isolation longest = builder.idMaps(IdMap.Kind.UID, maps).build();
        Fixtures.assumeRoot("a map of others than the caller");
        assertEquals(205, Fixtures.run(longest, "cat", "/proc/self/uid_map").lines().size());
    }

    @Test
    void idThatIsNotMapped() {
        assertInvalid("setresuid 1000", "--map-users 1000:OUTER:1", () -> rootIn().uid(1000).build());
        assertInvalid("setresgid 1000", "--map-groups 1000:OUTER:1", () -> rootIn().gid(1000).build());
        assertInvalid("setgroups 7", "--map-groups 7:OUTER:1", () -> rootIn().groups(0, 7).build());
    }

    @Test
    void idThatIsNone() {
        assertInvalid("setresuid -1", "0 to 4294967294", () -> Isolation.builder().uid(-1).build());
        assertInvalid("setresgid 4294967295", "0 to 4294967294", () -> Isolation.builder().gid(4294967295L).build());
        assertInvalid("setgroups 9223372036854775807", "0 to 4294967294",
                () -> Isolation.builder().groups(Long.MAX_VALUE).build());
    }

    @Test
    void settingOfANamespaceThatIsNotThere() {
        assertInvalid("sethostname bird", "uts namespace", () -> Isolation.builder().hostname("bird").build());
        assertInvalid("setdomainname nest", "uts namespace", () -> Isolation.builder().domainname("nest").build());
        assertInvalid("mount proc on /proc", "mount namespace", () -> rootIn(Namespace.PID).mountProc().build());
        assertInvalid("mount proc on /proc", "pid namespace", () -> rootIn(Namespace.MOUNT).mountProc().build());
        assertInvalid("link set lo up", "network namespace", () -> rootIn().loopbackUp().build());
        assertInvalid("uid_map 0:0:1", "user namespace", () -> Isolation.builder().idMap(IdMap.uid(0, 0, 1)).build());
    }

    @Test
    void badEnvironment() {
        assertInvalid("environment ''", "empty", () -> Isolation.builder().env("", "x").build());
        assertInvalid("environment 'A=B'", "'='", () -> Isolation.builder().env("A=B", "x").build());
        assertInvalid("environment 'A=B'", "'='", () -> Isolation.builder().unsetEnv("A=B").build());
        assertInvalid("environment 'A\\x00B'", "contains NUL", () -> Isolation.builder().env("A\0B", "x").build());
        assertInvalid("environment A 'x\\x00'", "contains NUL", () -> Isolation.builder().env("A", "x\0").build());
    }

    @Test
    void directoryThatDoesNotExist() {
        Path missing = temp.resolve("missing");
        Isolation spec = FULL.toBuilder().directory(missing).build();
        assertFails("chdir", missing.toString(), Errno.ENOENT, "no such directory", () -> spec.start("true").close());
    }

    @Test
    void directoryThatIsAFile() throws IOException {
        Path file = file("file", "rw-r--r--", "");
        Isolation spec = FULL.toBuilder().directory(file).build();
        assertFails("chdir", file.toString(), Errno.ENOTDIR, "not a directory", () -> spec.start("true").close());
    }

    @Test
    void mountPointThatDoesNotExist() {
        Path missing = temp.resolve("missing");
        Isolation spec = FULL.toBuilder().mountProc(missing).build();
        assertFails("mount", "proc on " + missing, Errno.ENOENT, "mount point does not exist", () -> spec.start("true").close());
        assertInvalid("mount proc on proc", "absolute", () -> FULL.toBuilder().mountProc(Path.of("proc")).build());
        assertInvalid("mount sysfs on /sys", "mount namespace", () -> Isolation.builder().mountSys().build());
        assertInvalid("mount /a on b", "absolute", () -> FULL.toBuilder().bind(Path.of("/a"), Path.of("b")).build());
        Isolation bind = FULL.toBuilder().bind(temp, missing).build();
        assertFails("openat", "mount point " + missing, Errno.ENOENT, "does not exist", () -> bind.start("true").close());
    }

    @Test
    void redirectionFromAFileThatDoesNotExist() {
        Path missing = temp.resolve("missing");
        Isolation spec = FULL.toBuilder().stdin(Redirect.from(missing.toFile())).build();
        assertFails("open", missing.toString(), Errno.ENOENT, "no such file", () -> spec.start("true").close());
    }

    @Test
    void redirectionToAFileThatCannotBe() {
        Path below = temp.resolve("missing/file");
        for (IsolationBuilder builder : List.of(
                FULL.toBuilder().stdout(Redirect.to(below.toFile())),
                FULL.toBuilder().stdout(Redirect.appendTo(below.toFile())),
                FULL.toBuilder().stderr(Redirect.to(below.toFile())))) {
            assertFails("open", below.toString(), Errno.ENOENT, "no such file", () -> builder.build().start("true").close());
        }
        Isolation spec = FULL.toBuilder().stdout(Redirect.to(temp.toFile())).build();
        assertFails("open", temp.toString(), Errno.EISDIR, "is a directory", () -> spec.start("true").close());
    }

    @Test
    void redirectionOfTheWrongDirection() {
        Redirect to = Redirect.to(temp.resolve("file").toFile());
        Redirect from = Redirect.from(temp.resolve("file").toFile());
        assertInvalid("open " + temp.resolve("file"), "stdin", () -> FULL.toBuilder().stdin(to).build());
        assertInvalid("open " + temp.resolve("file"), "stdout", () -> FULL.toBuilder().stdout(from).build());
        assertInvalid("open " + temp.resolve("file"), "stderr", () -> FULL.toBuilder().stderr(from).build());
        assertFalse(Files.exists(temp.resolve("file")));
    }

    @ParameterizedTest
    @EnumSource
    void namespacesThatAreExhausted(Namespace kind) throws Exception {
        Isolation outer = Isolation.builder().namespaces(Namespace.USER).mapRootUser().build();
        Fixtures.Outcome outcome = Fixtures.run(outer, ForkedJvm.command(BadInputTest.class, "exhaust", kind.name()));
        assertEquals(0, outcome.status(), outcome::toString);
    }

    /** Inside the outer user namespace, whose limits are its own. */
    static void exhaust(String... args) throws Exception {
        openWhatStaysOpen();
        Namespace kind = Namespace.valueOf(args[0]);
        Path limit = Path.of("/proc/sys/user/max_" + kind.procName() + "_namespaces");
        Files.writeString(limit, "0");
        String operation = kind == Namespace.TIME ? "unshare" : "clone3";
        Leftovers leftovers = Leftovers.before();
        assertFails(operation, kind + " namespace", Errno.ENOSPC, "raise " + limit + ", now 0",
                () -> Isolation.builder().namespaces(kind).build().start("true").close());
        if (Namespace.ALL.contains(kind)) {
            assertFails(operation, "uts, ipc, pid, mount, user, network namespaces", Errno.ENOSPC, limit.toString(),
                    () -> FULL.start("true").close());
        }
        leftovers.assertNone();
    }

    @Test
    void outerIdThatIsNotMappedInTheCallersOwnUserNamespace() throws Exception {
        Isolation outer = Isolation.builder().namespaces(Namespace.USER).mapRootUser().build();
        Fixtures.Outcome outcome = Fixtures.run(outer, ForkedJvm.command(BadInputTest.class, "mapUnmapped"));
        assertEquals(0, outcome.status(), outcome::toString);
    }

    static void mapUnmapped(String... args) throws Exception {
        openWhatStaysOpen();
        Leftovers leftovers = Leftovers.before();
        Isolation spec = Isolation.builder().namespaces(Namespace.USER).idMap(IdMap.uid(0, 0, 1))
                .idMap(IdMap.uid(5, 5, 1)).idMap(IdMap.gid(0, 0, 1)).build();
        NamespaceException e = assertThrows(NamespaceException.class, () -> spec.start("true").close());
        assertEquals("write", e.operation());
        assertTrue(e.subject().matches("/proc/\\d+/uid_map \"0 0 1; 5 5 1\""), e.subject());
        assertMessage(e.operation() + " " + e.subject(), Errno.EPERM, "not mapped in the caller's own", e.getMessage());
        leftovers.assertNone();
    }

    @Test
    void descriptorsThatRunOut() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n 100 && exec \"$@\"", "sh"));
        Collections.addAll(command, ForkedJvm.command(BadInputTest.class, "runOutOfDescriptors"));
        Fixtures.Outcome outcome = Fixtures.runOutside(command.toArray(String[]::new));
        assertEquals(0, outcome.status(), outcome::toString);
    }

    /** With fewer and fewer free descriptors, each place that needs one gets to be the one that lacks it. */
    static void runOutOfDescriptors(String... args) throws Exception {
        loadAllClasses();
        openWhatStaysOpen();
        assertThrows(NamespaceException.class, () -> FULL.start("/no/such/command").close());
        Leftovers leftovers = Leftovers.before();
        List<String> wrong = new ArrayList<>();
        boolean failed = false;
        for (int free = 20; free >= 0; free--) {
            Exception e = startWithFreeDescriptors(free);
            leftovers.assertNone();
            failed |= e != null;
            boolean clear = e == null || e instanceof NamespaceException n && n.errno().equals(Errno.EMFILE)
                    && n.getMessage().contains("EMFILE (24)") && n.getMessage().lines().count() == 1;
            if (!clear) {
                wrong.add(free + " free: " + e);
            }
        }
        assertTrue(failed, "descriptors never ran out");
        assertEquals(List.of(), wrong);
    }

    private static Exception startWithFreeDescriptors(int free) throws Exception {
        List<AutoCloseable> held = new ArrayList<>();
        try {
            while (true) {
                held.add(Files.newByteChannel(Path.of("/dev/null")));
            }
        } catch (IOException full) {
            for (int i = 0; i < free; i++) {
                held.removeLast().close();
            }
        }
        try (IsolatedProcess process = FULL.start("true")) {
            assertEquals(0, Fixtures.statusOf(process));
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        } finally {
            for (AutoCloseable each : held) {
                each.close();
            }
        }
    }

    /** Loading a class opens a file. */
    private static void loadAllClasses() throws Exception {
        Path root = Path.of(Isolation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                if (!name.equals("module-info")) {
                    Class.forName(name);
                }
            }
        }
    }
}

package ns.core;

import static ns.core.Fixtures.failure;
import static ns.core.Fixtures.lines;
import static ns.core.Fixtures.refusal;
import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import ns.core.limit.Resource;
import ns.core.limit.ResourceLimit;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the process is that a command runs as. */
class ProcessOptionsTest {

    private static IsolationBuilder plain() {
        return Isolation.builder();
    }

    @Test
    void noNewPrivilegesAreGainedUnlessAllowed() throws Exception {
        assertEquals(List.of("1"), lines(plain(), "grep NoNewPrivs /proc/self/status | cut -f2"));
        assertEquals(List.of("0"), lines(plain().allowNewPrivileges(), "grep NoNewPrivs /proc/self/status | cut -f2"));
    }

    @ParameterizedTest
    @EnumSource
    void everyResourceIsLimited(Resource resource) throws Exception {
        long limit = resource == Resource.AS || resource == Resource.DATA || resource == Resource.STACK ? 1L << 28
                : resource == Resource.NPROC || resource == Resource.RTTIME ? 5_000 : resource == Resource.NICE
                || resource == Resource.RTPRIO || resource == Resource.CORE ? 0 : 77;
        Isolation spec = plain().limit(new ResourceLimit(resource, limit, limit)).build();
        String line = run(spec, "prlimit", "--" + resource, "--output", "SOFT,HARD", "--noheadings", "--raw").lines().getFirst();
        assertEquals(limit + " " + limit, line);
    }

    @Test
    void aSoftLimitIsBelowTheHardOne() throws Exception {
        assertEquals(List.of("64", "128"), lines(plain().limit(ResourceLimit.parse("nofile=64:128")), "ulimit -Sn; ulimit -Hn"));
        assertEquals("prlimit nofile=9:8: EINVAL (22): the soft limit is above the hard one",
                assertThrows(IllegalArgumentException.class, () -> ResourceLimit.parse("nofile=9:8")).getMessage());
        assertEquals(new ResourceLimit(Resource.AS, 2L << 30, Resource.UNLIMITED), ResourceLimit.parse("RLIMIT_AS=2G:unlimited"));
        for (String bad : List.of("nofile", "nofile=", "nofile=x", "none=1", "nofile=1:2:3", "nofile=-2", "as=9999999999G")) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> ResourceLimit.parse(bad)).getMessage()
                    .startsWith("prlimit " + bad), bad);
        }
    }

    @Test
    void whatIsWrittenBeyondALimitIsNot(@TempDir Path folder) throws Exception {
        assertEquals(128 + 25, run(plain().limit(ResourceLimit.parse("fsize=0")).build(),
                "dd", "if=/dev/zero", "of=" + folder.resolve("file"), "bs=1", "count=1").status(), "SIGXFSZ");
    }

    @Test
    void umaskNicenessAndNameAreSet() throws Exception {
        assertEquals(List.of("0027", "7"), lines(plain().umask(027).niceness(7),
                "umask; cut -d' ' -f19 /proc/self/stat"));
        assertEquals(List.of("bird"), run(plain().argv0("bird").build(), "sh", "-c", "tr '\\0' '\\n' < /proc/$$/cmdline | head -1").lines());
        assertEquals("umask 1000: EINVAL (22): must be 0 to 777, octal", refusal(plain().umask(01000)));
        assertEquals("setpriority 20: EINVAL (22): a nice value is -20 to 19", refusal(plain().niceness(20)));
    }

    @Test
    void onlyDescriptorsPassedOnPurposeArrive() throws Exception {
        int low = (int) Libc.syscall(SystemCall.EVENTFD2, 0, 0);
        int high = (int) Libc.syscall(SystemCall.EVENTFD2, 0, 0);
        try {
            List<String> none = run(plain().build(), "ls", "/proc/self/fd").lines();
            assertFalse(none.contains(Integer.toString(low)) && low > 3, none::toString);
            List<String> both = run(plain().passDescriptor(high).passDescriptor(low).build(),
                    sh("readlink /proc/self/fd/" + low + " /proc/self/fd/" + high + "; ls /proc/self/fd | wc -l")).lines();
            assertEquals(List.of("anon_inode:[eventfd]", "anon_inode:[eventfd]"), both.subList(0, 2));
            assertEquals("6", both.get(2), "with the three standard streams and that of ls itself");
        } finally {
            Libc.close(low);
            Libc.close(high);
        }
        assertEquals("fcntl descriptor 9999, to be passed on: EBADF (9): it is not open", failure(plain().passDescriptor(9999)));
        assertTrue(refusal(plain().passDescriptor(2)).contains("must be 3 or above"));
    }

    @Test
    void aCommandEndsAtItsTimeLimit() throws Exception {
        long begin = System.nanoTime();
        try (IsolatedProcess process = plain().timeLimit(Duration.ofMillis(300)).build().start("sleep", "100")) {
            assertFalse(process.isTimedOut());
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(128 + 15, process.exitValue());
            assertTrue(process.isTimedOut());
            assertTrue(System.nanoTime() - begin >= Duration.ofMillis(300).toNanos());
        }
        try (IsolatedProcess process = plain().timeLimit(Duration.ofSeconds(100)).build().start("true")) {
            assertEquals(0, process.waitFor());
            assertFalse(process.isTimedOut());
        }
    }

    @Test
    void aCommandThatWillNotEndIsKilled() throws Exception {
        try (IsolatedProcess process = plain().timeLimit(Duration.ofMillis(300)).build()
                .start(sh("trap 'echo asked' TERM; while :; do sleep 0.1; done"))) {
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(128 + 9, process.exitValue());
            assertEquals("asked", process.inputReader().readLine());
        }
    }

    @Test
    void theKillSignalIsWhatDestroySends() throws Exception {
        try (IsolatedProcess process = plain().killSignal(Signal.INT).build()
                .start(sh("trap 'echo interrupted; exit 3' INT; echo ready; while :; do sleep 0.1; done"))) {
            assertEquals("ready", process.inputReader().readLine());
            process.destroy();
            assertEquals(3, process.waitFor());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noFurtherUserNamespaceIsMadeWhereForbidden(boolean asRoot) throws Exception {
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.USER);
        IsolationBuilder mapped = asRoot ? builder.mapRootUser() : builder.mapCurrentUser();
        assertEquals(List.of("made"), lines(mapped, "unshare --user echo made"));
        Fixtures.Outcome outcome = run(mapped.forbidUserNamespaces().build(),
                sh("echo 9 > /proc/sys/user/max_user_namespaces; unshare --user echo made"));
        assertEquals("", outcome.out());
        assertTrue(outcome.err().contains("No space left"), outcome::toString);
        assertTrue(refusal(plain().forbidUserNamespaces()).contains("needs a new user namespace"));
    }

    @Test
    void theClocksOfATimeNamespaceAreAhead() throws Exception {
        IsolationBuilder builder = rootIn(Namespace.TIME).monotonicOffset(Duration.ofDays(2)).bootTimeOffset(Duration.ofDays(400));
        assertEquals(List.of("monotonic 172800 0", "boottime 34560000 0"),
                lines(builder, "sed 's/  */ /g' /proc/self/timens_offsets"));
        assertTrue(Double.parseDouble(lines(builder, "cut -d. -f1 /proc/uptime").getFirst()) > Duration.ofDays(400).toSeconds());
        assertEquals("timens_offsets monotonic 1: EINVAL (22): needs a new time namespace, which this specification has not",
                refusal(rootIn().monotonicOffset(Duration.ofSeconds(1))));
        assertTrue(failure(rootIn(Namespace.TIME).bootTimeOffset(Duration.ofDays(-40_000)))
                .endsWith("ERANGE (34): with this offset the clock would be negative, or too far ahead"));
    }

    private static final String CAPABILITIES = "grep Cap /proc/self/status | cut -f2 | tr '\\n' ' '";

    @Test
    void capabilitiesAreDroppedFromAllSets() throws Exception {
        String none = "0".repeat(16) + " ";
        assertEquals(List.of(none.repeat(5)), lines(rootIn().dropCapabilities(Capability.parse("all")), CAPABILITIES));
        String admin = "0000000000001000 ";
        assertEquals(List.of(none + admin.repeat(3) + none),
                lines(rootIn().keepCapabilities(Set.of(Capability.NET_ADMIN)), CAPABILITIES));
    }

    @Test
    void aUserOtherThanRootHasOnlyTheAmbientOnes() throws Exception {
        IsolationBuilder current = Isolation.builder().namespaces(Namespace.USER).idMaps(IdMap.Kind.UID,
                List.of(IdMap.uid(1000, IdMap.Kind.UID.callerId(), 1))).idMaps(IdMap.Kind.GID, List.of());
        String admin = "0000000000001000 ";
        String[] sets = run(current.ambientCapabilities(Set.of(Capability.NET_ADMIN)).build(), sh(CAPABILITIES)).lines().getFirst().split(" ");
        assertEquals(List.of(admin.strip(), admin.strip(), admin.strip(), admin.strip()), List.of(sets[0], sets[1], sets[2], sets[4]));
        assertTrue(refusal(current.dropCapabilities(Set.of(Capability.NET_ADMIN))).contains("both ambient and dropped"));
    }

    @Test
    void whoBecomesAnotherUserKeepsTheAmbientOnes() throws Exception {
        Fixtures.assumeRoot("mapping two users");
        IsolationBuilder two = Isolation.builder().namespaces(Namespace.USER)
                .idMaps(IdMap.Kind.UID, List.of(IdMap.uid(0, 0, 1), IdMap.uid(7, 1007, 1)))
                .idMaps(IdMap.Kind.GID, List.of(IdMap.gid(0, 0, 1), IdMap.gid(7, 1007, 1))).uid(7).gid(7);
        assertEquals(List.of("7", "0000000000000400"), lines(two.ambientCapabilities(Set.of(Capability.NET_BIND_SERVICE)),
                "id -u; grep CapEff /proc/self/status | cut -f2"));
    }

    @Test
    void capabilitiesHaveTheNamesOfTheManual() {
        assertEquals(Capability.SYS_ADMIN, Capability.of("cap_sys_admin"));
        assertEquals(Set.of(Capability.NET_RAW, Capability.CHOWN), Capability.parse("net_raw,CAP_CHOWN"));
        assertEquals(Set.of(), Capability.parse(""));
        assertEquals("capability 'x': EINVAL (22): no such capability: see capabilities(7)",
                assertThrows(IllegalArgumentException.class, () -> Capability.parse("chown,x")).getMessage());
        for (Capability capability : Capability.values()) {
            assertEquals(capability.ordinal(), capability.number(), "declared in the order of the header");
        }
    }
}

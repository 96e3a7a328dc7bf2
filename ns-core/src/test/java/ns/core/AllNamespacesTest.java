package ns.core;

import static ns.core.Fixtures.isRoot;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of namespace alone and together with others: new ones differ from the caller's, others are the caller's. */
class AllNamespacesTest {

    @ParameterizedTest
    @EnumSource
    void aKindAloneIsNewAndTheOthersAreShared(Namespace kind) throws Exception {
        assumeTrue(isRoot() || kind == Namespace.USER, "a " + kind + " namespace without a user namespace needs root");
        assertNew(Isolation.builder().namespaces(kind), Set.of(kind));
    }

    @ParameterizedTest
    @EnumSource
    void aKindWithAUserNamespaceIsNewAndTheOthersAreShared(Namespace kind) throws Exception {
        assertNew(Fixtures.rootIn(kind), EnumSet.of(kind, Namespace.USER));
    }

    @ParameterizedTest
    @EnumSource
    void aKindLeftOutIsSharedAndTheOthersAreNew(Namespace kind) throws Exception {
        assumeTrue(isRoot() || kind != Namespace.USER, "the other kinds without a user namespace need root");
        Set<Namespace> others = EnumSet.complementOf(EnumSet.of(kind));
        assertNew(Isolation.builder().namespaces(others), others);
    }

    @Test
    void allSixAtOnceAreNew() throws Exception {
        assertNew(Isolation.full().toBuilder(), Namespace.ALL);
    }

    @Test
    void allEightAtOnceAreNew() throws Exception {
        Set<Namespace> all = EnumSet.allOf(Namespace.class);
        assertNew(Isolation.full().toBuilder().namespaces(all), all);
    }

    @Test
    void withoutNamespacesAllAreShared() throws Exception {
        assertNew(Isolation.builder(), Set.of());
    }

    @Test
    void allSixDoAllOfTheirPartsAtOnce() throws Exception {
        Isolation spec = Isolation.full().toBuilder().hostname("bird").build();
        String script = "hostname; id -u; echo $$; printf '%s\\n' /proc/[0-9]*; tail -n +2 /proc/sysvipc/msg;"
                + " tail -n +3 /proc/net/dev | grep -o '[a-z0-9]*:'";
        assertEquals(List.of("bird", "0", "1", "/proc/1", "lo:"), run(spec, sh(script)).lines());
    }

    @Test
    void twoCommandsOfOneSpecificationGetNamespacesOfTheirOwn() throws Exception {
        Isolation spec = Isolation.full();
        try (IsolatedProcess one = spec.start("cat"); IsolatedProcess other = spec.start("cat")) {
            for (Namespace kind : Namespace.ALL) {
                assertNotEquals(one.namespaceId(kind), other.namespaceId(kind), kind::toString);
            }
        }
    }

    private static boolean exists(Namespace kind) {
        return Files.exists(Path.of("/proc/self/ns", kind.procName()));
    }

    /** Compares what the process tells, what the machine sees in /proc, and what the command sees itself. */
    private static void assertNew(IsolationBuilder builder, Set<Namespace> created) throws IOException {
        for (Namespace kind : created) {
            assumeTrue(exists(kind), "this kernel has no " + kind + " namespaces");
        }
        String script = "for kind in uts ipc pid mnt user net cgroup time; do readlink /proc/self/ns/$kind || echo; done;"
                + " read line";
        try (IsolatedProcess process = builder.build().start(sh(script)); BufferedReader out = process.inputReader()) {
            for (Namespace kind : Namespace.values()) {
                String seenInside = out.readLine();
                if (!exists(kind)) {
                    assertTrue(process.namespaceId(kind).isEmpty(), kind::toString);
                    continue;
                }
                long id = process.namespaceId(kind).orElseThrow();
                if (created.contains(kind)) {
                    assertNotEquals(kind.currentId(), id, kind::toString);
                } else {
                    assertEquals(kind.currentId(), id, kind::toString);
                }
                assertEquals(kind.idOf(process.pid()), id, kind::toString);
                assertEquals(kind.procName() + ":[" + id + "]", seenInside);
            }
        }
    }
}

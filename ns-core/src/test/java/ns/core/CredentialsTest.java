package ns.core;

import static ns.core.Fixtures.assumeRoot;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static ns.core.Fixtures.status;
import static ns.core.UserTest.assertIdsOutside;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** User and groups of a command without a user namespace. */
class CredentialsTest {

    private static final String[] IDS = sh("id -u; id -g; id -G");

    @BeforeEach
    void onlyRootMayChangeThem() throws Exception {
        assumeRoot("changing the user without a user namespace");
    }

    @Test
    void userAndGroupAreTakenOnAndTheCallersGroupsLost() throws Exception {
        Isolation spec = Isolation.builder().uid(12_345).gid(54_321).build();
        assertEquals(List.of("12345", "54321", "54321"), run(spec, IDS).lines());
        try (IsolatedProcess process = spec.start("cat")) {
            assertIdsOutside(process, 12_345, 54_321);
            assertEquals("0000000000000000", status(process.pid(), "CapEff"));
        }
    }

    @Test
    void theCallersSupplementaryGroupsAreLostWithItsUserOrGroupAndElseKept() throws Exception {
        Isolation caller = Isolation.builder().groups(7, 8).build();
        String[] jvm = ForkedJvm.command(CredentialsTest.class, "printGroups");
        assertEquals(List.of("7 8", "", "", ""), run(caller, jvm).lines());
    }

    /** Runs as a caller that has supplementary groups. */
    static void printGroups(String... args) throws Exception {
        IsolationBuilder mapped = Isolation.builder().namespaces(Namespace.USER)
                .idMap(IdMap.uid(0, 100_000, 2)).idMap(IdMap.gid(0, 100_000, 2));
        for (IsolationBuilder builder : List.of(Isolation.builder(), Isolation.builder().uid(12_345),
                Isolation.builder().gid(54_321), mapped)) {
            try (IsolatedProcess process = builder.build().start("cat")) {
                System.out.println(status(process.pid(), "Groups"));
            }
        }
    }

    @Test
    void supplementaryGroupsAreThoseAskedFor() throws Exception {
        IsolationBuilder builder = Isolation.builder().uid(12_345).gid(54_321).groups(7, 4_294_967_294L, 100);
        try (IsolatedProcess process = builder.build().start("cat")) {
            assertEquals("7 100 4294967294", status(process.pid(), "Groups"));
        }
        try (IsolatedProcess process = builder.groups().build().start("cat")) {
            assertEquals("", status(process.pid(), "Groups"));
        }
    }

    @Test
    void theUserAloneAndTheGroupAloneAreTakenOn() throws Exception {
        assertEquals(List.of("12345", "0"), run(Isolation.builder().uid(12_345).build(), IDS).lines().subList(0, 2));
        assertEquals(List.of("0", "54321"), run(Isolation.builder().gid(54_321).build(), IDS).lines().subList(0, 2));
    }

    @Test
    void theHighestIdIsTakenOn() throws Exception {
        Isolation spec = Isolation.builder().uid(4_294_967_294L).gid(4_294_967_294L).build();
        assertEquals(List.of("4294967294", "4294967294", "4294967294"), run(spec, IDS).lines());
    }

    @Test
    void theyAreTakenOnAfterTheSetUpOfOtherNamespaces() throws Exception {
        Isolation spec = Isolation.builder().namespaces(Namespace.UTS, Namespace.PID, Namespace.MOUNT, Namespace.NETWORK)
                .hostname("bird").mountProc().loopbackUp().uid(12_345).gid(54_321).build();
        assertEquals(List.of("bird", "12345", "1"), run(spec, sh("hostname; id -u; echo $$")).lines());
    }
}

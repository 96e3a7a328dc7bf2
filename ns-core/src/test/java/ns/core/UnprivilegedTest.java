package ns.core;

import static ns.core.Fixtures.callerId;
import static ns.core.Fixtures.rootIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.mount.Mount;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A caller without privileges can do all that the kernel allows, and is told clearly of the rest.
 *
 * <p>Each test runs the static method of the same purpose, and through it methods of the other tests, in a JVM of an
 * unprivileged user.
 */
class UnprivilegedTest {

    private static UnprivilegedJvm jvm;

    @BeforeAll
    static void prepare(@TempDir Path folder) throws Exception {
        jvm = new UnprivilegedJvm(folder);
    }

    @Test
    void allNamespacesAreMadeAtOnceAndEachKindWithAUserNamespace() throws Exception {
        jvm.run(UnprivilegedTest.class, "makeNamespaces");
    }

    static void makeNamespaces(String... args) throws Exception {
        assertUnprivileged();
        AllNamespacesTest all = new AllNamespacesTest();
        all.allSixAtOnceAreNew();
        all.allEightAtOnceAreNew();
        all.allSixDoAllOfTheirPartsAtOnce();
        for (Namespace kind : Namespace.values()) {
            all.aKindWithAUserNamespaceIsNewAndTheOthersAreShared(kind);
        }
        done();
    }

    @Test
    void theOwnIdIsMappedToRootToItselfAndToAnother() throws Exception {
        jvm.run(UnprivilegedTest.class, "mapOwnId");
    }

    static void mapOwnId(String... args) throws Exception {
        assertUnprivileged();
        UserTest user = new UserTest();
        user.rootInsideIsTheCallerOutside();
        user.rootInsideHasAllCapabilitiesOfItsNamespace();
        user.theCurrentUserMappedToItselfStaysWhoItIs();
        user.userAndGroup1000InsideWhere1000IsMapped();
        user.aFileMadeInsideByRootBelongsToTheCaller(Path.of(args[0]));
        done();
    }

    @Test
    void eachNamespaceIsolates() throws Exception {
        jvm.run(UnprivilegedTest.class, "isolate");
    }

    static void isolate(String... args) throws Exception {
        assertUnprivileged();
        new UtsTest().hostAndDomainNameOfTheSpecificationAreSeenInsideAndNotOutside();
        new UtsTest().namesThatTheCommandChangesStayInside();
        IpcTest ipc = new IpcTest();
        ipc.aSystemVQueueMadeOutsideIsNotSeenInside();
        ipc.aSystemVQueueMadeInsideIsNotSeenOutside();
        ipc.aPosixQueueMadeOutsideIsNotSeenInside(folder(args, "outside"));
        ipc.aPosixQueueMadeInsideIsNotSeenOutside(folder(args, "inside"));
        PidTest pid = new PidTest();
        pid.theCommandIsPid1InsideAndHasAnotherPidOutside();
        pid.killingTheCommandEndsAllItsDescendants();
        MountTest mount = new MountTest();
        mount.theOwnProcListsOnlyTheProcessesOfTheNamespace();
        mount.aTmpfsMountedInsideIsNotSeenOutside(folder(args, "tmpfs"));
        mount.aTmpfsMountedInsideIsNotSeenOutsideWhereTheRootIsShared(folder(args, "shared"));
        NetworkTest network = new NetworkTest();
        network.onlyLoIsInsideAndItIsUp();
        network.theLoopbackAddressAnswers();
        network.aPortBoundOutsideCanBeBoundInsideAsWell();
        done();
    }

    @Test
    void processesAreControlled() throws Exception {
        jvm.run(UnprivilegedTest.class, "controlProcesses");
    }

    static void controlProcesses(String... args) throws Exception {
        assertUnprivileged();
        for (Isolation spec : SignalTest.specs().toList()) {
            new SignalTest().destroyEndsACommandWithoutAHandler(spec);
            new SignalTest().aHandlerRunsAndDecides(spec);
            new ClosingTest().closeKillsTheCommandAndItsDescendants(spec);
        }
        new ProcessTest().theHandleIsThatOfTheProcess();
        new StreamsTest().aCommandHasNoOtherDescriptorOfTheJvm();
        new DieWithParentTest().whatIsToDieWithItsJvmDoesAndTheRestLives();
        done();
    }

    @Test
    void whatNeedsPrivilegesIsRefusedWithTheRemedy() throws Exception {
        jvm.run(UnprivilegedTest.class, "beRefused");
    }

    static void beRefused(String... args) throws Exception {
        assertUnprivileged();
        for (Namespace kind : Namespace.values()) {
            if (kind != Namespace.USER) {
                assertRefused(Isolation.builder().namespaces(kind), kind == Namespace.TIME ? "unshare" : "clone3",
                        kind + " namespace", "needs CAP_SYS_ADMIN: run as root, or with a user namespace as well");
            }
        }
        assertRefused(Isolation.builder().gid(0).groups(), "setgroups", "none", "needs CAP_SETGID");
        assertRefused(Isolation.builder().uid(0), "setresuid", "0", "needs CAP_SETUID");
        assertRefused(Isolation.builder().gid(0), "setresgid", "0", "needs CAP_SETGID");
        Isolation own = Isolation.builder().uid(callerId("Uid")).gid(callerId("Gid")).build();
        assertEquals(List.of("it is"), Fixtures.run(own, "echo", "it is").lines());
        assertRefused(rootIn().groups(0), "setgroups", "0", "needs CAP_SETGID");
        IsolationBuilder user = Isolation.builder().namespaces(Namespace.USER);
        assertRefused(user.idMap(IdMap.uid(0, 4_000_000_000L, 2)), "newuidmap", "0:4000000000:2",
                "grant the range to the user in /etc/subuid, or run as root");
        IsolationBuilder group = Isolation.builder().namespaces(Namespace.USER);
        assertRefused(group.idMap(IdMap.gid(0, 4_000_000_000L, 2)), "newgidmap", "0:4000000000:2",
                "grant the range to the user in /etc/subgid, or run as root");
        done();
    }

    private static void assertRefused(IsolationBuilder builder, String operation, String subject, String remedy) {
        NamespaceException e = assertThrows(NamespaceException.class, () -> builder.build().start("true").close());
        assertEquals(operation, e.operation());
        assertEquals(subject, e.subject());
        assertEquals(Errno.EPERM, e.errno());
        assertTrue(e.getMessage().startsWith(operation + " " + subject + ": EPERM (1): "), e.getMessage());
        assertTrue(e.getMessage().contains(remedy), e.getMessage());
    }

    private static void assertUnprivileged() throws IOException {
        assertNotEquals(0, callerId("Uid"));
        assertEquals("0000000000000000", Fixtures.status("self", "CapEff"));
    }

    private static Path folder(String[] args, String name) throws IOException {
        return Files.createDirectory(Path.of(args[0], name));
    }

    private static void done() {
        System.out.println("done");
    }

    @Test
    void aSandboxWithARootOfItsOwnIsMade() throws Exception {
        jvm.run(UnprivilegedTest.class, "makeSandbox");
    }

    static void makeSandbox(String... args) throws Exception {
        Path folder = Path.of(args[0]);
        Files.writeString(Files.createDirectory(folder.resolve("lower")).resolve("file"), "lower");
        Isolation spec = Sandbox.empty().mount(Mount.dev(Path.of("/dev"))).mount(Mount.bind(folder, Path.of("/data")).readOnly())
                .mount(Mount.throwAwayOverlay(Path.of("/merged"), List.of(folder.resolve("lower")))).build();
        assertEquals(List.of("lower", "changed", "1", "no"), Fixtures.run(spec, Fixtures.sh("cat /data/lower/file; echo;"
                + " echo changed > /merged/file; cat /merged/file; ls -d /proc/[0-9] | grep -c 1; touch /data/x || echo no")).lines());
        assertEquals("lower", Files.readString(folder.resolve("lower/file")));
        System.out.println("done");
    }
}

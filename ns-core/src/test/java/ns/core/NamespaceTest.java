package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds of namespace. */
class NamespaceTest {

    @ParameterizedTest
    @CsvSource({
        "UTS, 0x04000000, uts, 2.6.19", "MOUNT, 0x00020000, mnt, 2.4.19", "IPC, 0x08000000, ipc, 2.6.19",
        "PID, 0x20000000, pid, 2.6.24", "NETWORK, 0x40000000, net, 2.6.29", "USER, 0x10000000, user, 3.8",
        "CGROUP, 0x02000000, cgroup, 4.6", "TIME, 0x00000080, time, 5.6"})
    void aKindHasItsFlagNameAndVersion(Namespace kind, String flag, String procName, String since) {
        assertEquals(Long.decode(flag), kind.cloneFlag());
        assertEquals(procName, kind.procName());
        assertEquals(since, kind.since());
    }

    @Test
    void theSixAreAllButCgroupAndTime() {
        assertEquals(EnumSet.complementOf(EnumSet.of(Namespace.CGROUP, Namespace.TIME)), Namespace.ALL);
        assertThrows(UnsupportedOperationException.class, () -> Namespace.ALL.add(Namespace.TIME));
    }

    @Test
    void aKindIsFoundByEitherNameInAnyCase() {
        for (Namespace kind : Namespace.values()) {
            for (String name : List.of(kind.name(), kind.toString(), kind.procName())) {
                assertEquals(kind, Namespace.of(name));
            }
        }
        assertEquals(Namespace.MOUNT, Namespace.of("Mnt"));
    }

    @Test
    void anUnknownKindIsRefusedWithThoseThereAre() {
        String message = assertThrows(IllegalArgumentException.class, () -> Namespace.of("disk")).getMessage();
        assertEquals("namespace 'disk': EINVAL (22): no such kind:"
                + " take from uts, ipc, pid, mount, user, network, cgroup, time", message);
    }

    @Test
    void theIdOfThisJvmIsThatOfItsPid() throws IOException {
        for (Namespace kind : Namespace.ALL) {
            assertEquals(kind.currentId(), kind.idOf(ProcessHandle.current().pid()));
            assertTrue(kind.currentId() > 0);
        }
    }

    @Test
    void aProcessThatIsNotThereHasNoId() {
        assertThrows(NoSuchFileException.class, () -> Namespace.UTS.idOf(Integer.MAX_VALUE));
    }
}

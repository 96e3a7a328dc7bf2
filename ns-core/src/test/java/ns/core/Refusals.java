package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.process.Leftovers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What tests of wrong input share: each gives one clear line, and leaves nothing behind. */
abstract class Refusals {

    static final Isolation FULL = Isolation.full();

    @TempDir
    Path temp;

    private Leftovers leftovers;

    @BeforeAll
    static void openWhatStaysOpen() throws Exception {
        Fixtures.run(FULL, "true");
    }

    @BeforeEach
    void noteWhatThereIs() throws IOException {
        leftovers = Leftovers.before();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        leftovers.assertNone();
    }

    /** The kernel, or the set-up, refuses; the exception has fields and its message is made of them. */
    static void assertFails(String operation, String subject, Errno errno, String remedy, Executable attempt) {
        NamespaceException e = assertThrows(NamespaceException.class, attempt);
        assertEquals(List.of(operation, subject, errno), List.of(e.operation(), e.subject(), e.errno()), e::getMessage);
        assertMessage(operation + " " + subject, errno, remedy, e.getMessage());
    }

    /** ns itself refuses, before there is anything. */
    static void assertInvalid(String operationAndSubject, String remedy, Executable attempt) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, attempt);
        assertMessage(operationAndSubject, Errno.EINVAL, remedy, e.getMessage());
    }

    static void assertMessage(String operationAndSubject, Errno errno, String remedy, String message) {
        assertEquals(1, message.lines().count(), message);
        String start = operationAndSubject + ": " + errno + ": ";
        assertTrue(message.startsWith(start), message);
        assertTrue(message.substring(start.length()).contains(remedy), message);
    }

    Path file(String name, String permissions, String content) throws IOException {
        Path file = Files.writeString(temp.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}

package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.mount.Mount;
import ns.core.mount.Root;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command that cannot be run gives one clear line, and leaves nothing behind. */
class BadCommandTest extends Refusals {

    private static void assertCommandFails(Isolation spec, String command, Errno errno, String remedy) {
        assertFails("execve", command, errno, remedy, () -> spec.start(command, "argument").close());
    }

    @Test
    void commandThatIsNotInPath() {
        Isolation spec = FULL.toBuilder().env("PATH", "/usr/bin:" + temp).build();
        assertCommandFails(spec, "no-such-command", Errno.ENOENT, "not found in PATH (/usr/bin:" + temp + ")");
    }

    @Test
    void commandThatDoesNotExist() {
        assertCommandFails(FULL, temp + "/no-such-command", Errno.ENOENT, "no such file");
    }

    @Test
    void commandBelowAFile() throws IOException {
        Path file = file("file", "rw-r--r--", "");
        assertCommandFails(FULL, file + "/command", Errno.ENOTDIR, "not a directory");
    }

    @Test
    void commandThatIsNotExecutable() throws IOException {
        Path file = file("script", "rw-r--r--", "#!/bin/sh\n");
        assertCommandFails(FULL, file.toString(), Errno.EACCES, "chmod +x");
    }

    @Test
    void commandInPathThatIsNotExecutable() throws IOException {
        file("not-executable", "rw-r--r--", "#!/bin/sh\n");
        Isolation spec = FULL.toBuilder().env("PATH", temp + ":/usr/bin").build();
        assertCommandFails(spec, "not-executable", Errno.EACCES, "chmod +x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "echo no first line\n", "\u007fELF, almost"})
    void commandThatIsNotAProgram(String content) throws IOException {
        Path file = file("text", "rwxr-xr-x", content);
        assertCommandFails(FULL, file.toString(), Errno.ENOEXEC, "#!");
    }

    @Test
    void commandThatIsADirectory() {
        assertCommandFails(FULL, temp.toString(), Errno.EACCES, "is a directory");
    }

    @Test
    void commandWhoseInterpreterDoesNotExist() throws IOException {
        Path file = file("ns-tool", "rwxr-xr-x", "#!/no/such/interpreter -w\n");
        assertCommandFails(FULL, file.toString(), Errno.ENOENT, "its interpreter does not exist: /no/such/interpreter");
        assertCommandFails(FULL.toBuilder().env("PATH", "/usr/bin:" + temp + ":/bin").build(), "ns-tool", Errno.ENOENT,
                file + " is there, but its interpreter does not exist: /no/such/interpreter");
    }

    @Test
    void commandWhoseInterpreterIsOnlyOutside() throws IOException {
        Path outside = file("interpreter", "rwxr-xr-x", "");
        Path file = file("script", "rwxr-xr-x", "#!" + outside + "\n");
        Isolation spec = Sandbox.empty().mount(Mount.bind(file, Path.of("/script"))).build();
        assertCommandFails(spec, "/script", Errno.ENOENT, "its interpreter or the loader of that does not exist inside: " + outside);
    }

    @Test
    void commandWhoseLoaderDoesNotExist() throws IOException {
        Isolation spec = Isolation.builder().namespaces(Namespace.ALL).mapRootUser().root(Root.tmpfs())
                .mount(Mount.bind(Path.of("/usr"), Path.of("/usr")).readOnly()).build(); // and no /lib, no /lib64
        assertCommandFails(spec, "/usr/bin/true", Errno.ENOENT, "its loader does not exist inside: /lib");
        assertCommandFails(spec.toBuilder().env("PATH", "/none:/usr/bin").build(), "true", Errno.ENOENT,
                "/usr/bin/true is there, but its loader does not exist inside: /lib");
    }

    @Test
    void commandBehindAFolderThatMayNotBeSearched(@TempDir Path folder) throws Exception {
        new UnprivilegedJvm(folder).run(BadCommandTest.class, "searchAsNobody");
    }

    static void searchAsNobody(String... args) throws Exception {
        Path closed = Files.createDirectory(Path.of(args[0], "closed"));
        Path open = Files.createDirectory(Path.of(args[0], "open"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
        Isolation spec = Isolation.builder().env("PATH", open + ":" + closed).build(); // root inside would search its own folder
        assertCommandFails(spec, "ns-tool", Errno.ENOENT, "not found in PATH (" + open + ":" + closed + ")");
        assertCommandFails(spec, closed + "/ns-tool", Errno.EACCES, "its folders the search permission");
        Path tool = Files.writeString(open.resolve("ns-tool"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("---------"));
        assertCommandFails(spec, "ns-tool", Errno.EACCES, "chmod +x");
        System.out.println("done");
    }

    @Test
    void programThatIsNoProgramBehindOneThatIsNotExecutable() throws IOException {
        file("tool", "rw-r--r--", "");
        Path second = Files.createDirectory(temp.resolve("second"));
        Files.move(file("other", "rwxr-xr-x", "no program\n"), second.resolve("tool"));
        assertCommandFails(FULL.toBuilder().env("PATH", temp + ":" + second).build(), "tool", Errno.ENOEXEC, "not a program");
    }

    @Test
    void commandThatIsEmpty() {
        assertFails("execve", "''", Errno.ENOENT, "the command is empty", () -> FULL.start("").close());
        assertInvalid("execve ''", "there is no command", () -> FULL.start().close());
        assertInvalid("execve ''", "there is no command", () -> FULL.describe(List.of()));
    }

    @Test
    void commandOfSeveralLines() {
        NamespaceException e = assertThrows(NamespaceException.class, () -> FULL.start("no such\ncommand\u001b[1m").close());
        assertEquals(Errno.ENOENT, e.errno());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
    }

    @Test
    void commandWithNul() {
        assertInvalid("execve 's\\x00h'", "contains NUL", () -> FULL.start("s\0h").close());
        assertInvalid("execve argument 2 'b\\x00'", "contains NUL", () -> FULL.start("echo", "a", "b\0").close());
        assertInvalid("execve argument 1 '\\x00'", "contains NUL", () -> FULL.describe(List.of("echo", "\0")));
    }

    @Test
    void argumentThatIsTooLong() {
        assertFails("execve", "true", Errno.E2BIG, "too long", () -> FULL.start("true", "a".repeat(200_000)).close());
    }

    @Test
    void argumentsThatAreTooLongTogether() {
        String[] command = new String[100];
        Arrays.fill(command, "a".repeat(100_000));
        command[0] = "true";
        assertFails("execve", "true", Errno.E2BIG, "too long", () -> FULL.start(command).close());
    }
}

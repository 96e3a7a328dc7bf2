package ns.core;

import static ns.core.Fixtures.run;
import static ns.core.Fixtures.runOutside;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The environment and the working directory of a command. */
class EnvironmentTest {

    private static final Isolation SPEC = Isolation.full();

    @Test
    void theEnvironmentIsInheritedWhole() throws Exception {
        List<String> outside = runOutside("env").lines();
        assertFalse(outside.isEmpty());
        assertEquals(outside.stream().sorted().toList(), run(SPEC, "env").lines().stream().sorted().toList());
    }

    @Test
    void variablesAreSetBesideThoseInherited() throws Exception {
        Isolation spec = SPEC.toBuilder().env("NS_TEST", "a=b c\u00e9\n\u2713").env("NS_EMPTY", "").build();
        String script = "printf '%s|' \"$NS_TEST\" \"${NS_EMPTY-unset}\" \"$PATH\"";
        assertEquals("a=b c\u00e9\n\u2713||" + System.getenv("PATH") + "|", run(spec, sh(script)).out());
    }

    @Test
    void theLastWordOnAVariableHolds() throws Exception {
        IsolationBuilder builder = SPEC.toBuilder().env("NS_TEST", "1").env("NS_TEST", "2");
        String[] print = sh("echo ${NS_TEST-unset}");
        assertEquals(List.of("2"), run(builder.build(), print).lines());
        assertEquals(List.of("unset"), run(builder.unsetEnv("NS_TEST").build(), print).lines());
        assertEquals(List.of("3"), run(builder.env("NS_TEST", "3").build(), print).lines());
    }

    @Test
    void anInheritedVariableIsUnset() throws Exception {
        List<String> outside = runOutside("env").lines();
        List<String> others = outside.stream().filter(line -> !line.startsWith("PATH=")).sorted().toList();
        assertEquals(outside.size() - 1, others.size());
        Isolation spec = SPEC.toBuilder().unsetEnv("PATH").build();
        assertEquals(others, run(spec, "env").lines().stream().sorted().toList());
    }

    @Test
    void nothingIsInheritedAfterClear() throws Exception {
        IsolationBuilder builder = SPEC.toBuilder().env("NS_TEST", "before").clearEnv();
        assertEquals(List.of(), run(builder.build(), "env").lines(), "and the command is found without a PATH");
        assertEquals(List.of("NS_TEST=after"), run(builder.env("NS_TEST", "after").build(), "env").lines());
    }

    @Test
    void aVariableIsKeptAsTheJvmHasIt() throws Exception {
        IsolationBuilder builder = SPEC.toBuilder().clearEnv().env("NS_TEST", "set");
        builder.keepEnv("PATH").keepEnv("NS_TEST").keepEnv("NS_ABSENT");
        assertEquals(List.of("PATH=" + System.getenv("PATH")), run(builder.build(), "env").lines());
        assertEquals(List.of("PATH=/bin"), run(builder.env("PATH", "/bin").build(), "env").lines());
    }

    @Test
    void aVariableIsKeptByteForByte() throws Exception {
        String script = "NS_TEST=$(printf 'a\\377z') exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(List.of(ForkedJvm.command(EnvironmentTest.class, "keepBytes")));
        assertEquals(List.of("141", "377", "172"), runOutside(command.toArray(String[]::new)).lines());
    }

    static void keepBytes(String... args) throws Exception {
        Isolation spec = SPEC.toBuilder().clearEnv().keepEnv("PATH").keepEnv("NS_TEST").build();
        run(spec, sh("printf %s \"$NS_TEST\" | od -An -v -to1 -w1")).lines().forEach(line -> System.out.println(line.strip()));
    }

    @Test
    void theCommandIsSearchedInItsOwnPath(@TempDir Path folder) throws Exception {
        Path program = Files.writeString(folder.resolve("ns-test-program"), "#!/bin/sh\necho found \"$@\"\n");
        assertTrue(program.toFile().setExecutable(true));
        Isolation spec = SPEC.toBuilder().env("PATH", "/nowhere:" + folder).build();
        assertEquals(List.of("found a b"), run(spec, "ns-test-program", "a", "b").lines());
    }

    @Test
    void argumentsArriveUnchanged() throws Exception {
        String[] command = {"printf", "%s|", "", " a  b ", "$HOME", "\u00e9\u2713", "-n", "a\nb", "*"};
        assertEquals("| a  b |$HOME|\u00e9\u2713|-n|a\nb|*|", run(SPEC, command).out());
    }

    @Test
    void theWorkingDirectoryIsTheJvmsOrTheOneAskedFor(@TempDir Path folder) throws Exception {
        assertEquals(List.of(Path.of("").toRealPath().toString()), run(SPEC, "pwd", "-P").lines());
        Isolation spec = SPEC.toBuilder().directory(folder).build();
        assertEquals(List.of(folder.toRealPath().toString()), run(spec, "pwd", "-P").lines());
    }

    @Test
    void theWorkingDirectoryIsOneInside() throws Exception {
        Isolation spec = SPEC.toBuilder().directory(Path.of("/proc/1")).build();
        assertEquals(List.of("cat"), run(spec, "cat", "comm").lines());
    }
}

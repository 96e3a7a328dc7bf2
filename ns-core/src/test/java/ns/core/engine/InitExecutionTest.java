package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.core.Signal;
import ns.core.process.Tool;
import ns.core.syscall.Architecture;
import ns.core.syscall.ProcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both inits do their work, outside of a PID namespace: this machine's natively, the other one's under qemu-user. */
@ParameterizedClass
@EnumSource(Architecture.class)
class InitExecutionTest {

    private static final Path SOURCES = Path.of("src", "test", "asm");
    private static final String PACKAGES = "binutils, binutils-aarch64-linux-gnu, qemu-user and bsdutils";

    @Parameter
    private Architecture architecture;

    @TempDir
    private Path temp;

    /** The command line of an init, whose command is a shell that runs the script. */
    private List<String> init(String script) throws IOException {
        Files.writeString(temp.resolve("script"), script);
        Files.write(temp.resolve("init-" + architecture.fileName() + ".bin"), MachineCode.of("init", architecture));
        String prefix = architecture.fileName() + "-linux-gnu-";
        Path object = temp.resolve("harness.o");
        Path executable = temp.resolve("harness");
        Tool.output(PACKAGES, prefix + "as", "-I", SOURCES.toString(), "-I", temp.toString(), "-o", object.toString(),
                SOURCES.resolve("init-harness-" + architecture.fileName() + ".S").toString());
        Tool.output(PACKAGES, prefix + "ld", "-o", executable.toString(), object.toString());
        List<String> command = new ArrayList<>();
        if (architecture != Architecture.current()) {
            command.add("qemu-" + architecture.fileName());
        }
        command.add(executable.toString());
        return command;
    }

    private Tool.Result run(String script) throws IOException {
        return Tool.run(PACKAGES, init(script));
    }

    @ParameterizedTest
    @CsvSource({"0, exit 0", "7, exit 7", "255, exit 255", "143, kill -TERM $$", "137, kill -KILL $$"})
    void itEndsWithTheCommandsStatus(int status, String script) throws IOException {
        assertEquals(status, run(script).status());
    }

    @ParameterizedTest
    @CsvSource({"HUP", "INT", "QUIT", "USR1", "TERM", "CONT", "PWR"})
    void itPassesSignalsOn(String signal) throws IOException {
        for (Signal each : Signal.values()) {
            assumeFalse(each.name().equals(signal) && ProcStatus.ofSelf().ignores(each.number()),
                    "whoever started the tests ignores SIG" + signal + ", for which a shell can then set no trap");
        }
        assertEquals(9, run("trap 'exit 9' " + signal + "; kill -" + signal + " $PPID; while :; do sleep 0.01; done").status());
    }

    @Test
    void itReapsOrphansAndNotTheCommandAmongThem() throws IOException {
        String script = "for i in 1 2 3 4 5; do (sleep 0.0$i &); done; (true &); "
                + "until [ \"$(cat /proc/$PPID/task/$PPID/children)\" = \"$$ \" ]; do sleep 0.01; done; (true &); exit 3";
        assertEquals(3, run(script).status());
    }

    /** A new size of the window is a signal to the foreground group, as Ctrl-C is. SIGPWR comes behind SIGWINCH. */
    @Test
    void whatTheTerminalSendsIsNotPassedOn() throws IOException {
        List<String> init = init("n=0; trap 'n=$((n+1))' WINCH; trap 'exit $n' PWR; stty cols 101; kill -PWR $PPID;"
                + " while :; do sleep 0.01; done");
        assertEquals(1, Tool.run(PACKAGES, List.of("script", "-qec", "exec " + String.join(" ", init), "/dev/null")).status());
    }

    @Test
    void whatAProcessSendsInThePlaceOfTheTerminalIsPassedOn() throws IOException {
        // Again and again: one that comes while the terminal's is still pending is one with that.
        List<String> init = init("n=0; trap 'n=$((n+1))' WINCH; stty cols 101;"
                + " while [ $n -lt 2 ]; do kill -WINCH $PPID; sleep 0.01; done; exit 2");
        assertEquals(2, Tool.run(PACKAGES, List.of("script", "-qec", "exec " + String.join(" ", init), "/dev/null")).status());
    }
}

package ns.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import ns.core.process.Tool;
import ns.core.syscall.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header before machine code, as readelf(1) reads it. */
class ElfTest {

    @Test
    void theHeaderHas120BytesAndTheCodeFollows() {
        byte[] code = {1, 2, 3};
        byte[] file = Elf.executable(Architecture.X86_64, code);
        assertEquals(120, Elf.HEADER_SIZE);
        assertEquals(123, file.length);
        assertArrayEquals(code, Arrays.copyOfRange(file, 120, 123));
    }

    @ParameterizedTest
    @CsvSource({"X86_64, Advanced Micro Devices X86-64", "AARCH64, AArch64"})
    void readelfUnderstandsIt(Architecture architecture, String machine, @TempDir Path temp) throws IOException {
        Path file = Files.write(temp.resolve("program"), Elf.executable(architecture, new byte[0x100]));
        Tool.Result result = Tool.run("binutils", List.of("env", "LC_ALL=C", "readelf", "--wide", "-h", "-l", file.toString()));
        String text = result.text();
        assertEquals("", result.err());
        assertTrue(text.matches("(?s).*Type: +EXEC .*Machine: +" + machine + "\n.*Number of program headers: +1\n.*"), text);
        assertTrue(text.matches("(?s).*Entry point address: +0x400078\n *Start of program headers: +64 .*"), text);
        assertTrue(text.matches("(?s).*\n +LOAD +0x0+ 0x0+400000 0x0+400000 0x0+178 0x0+178 R E 0x10000\n.*"), text);
    }
}

package ns.core.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import ns.core.syscall.Architecture;

/** What {@code src/main/asm/assemble.sh} has made of its sources. */
final class MachineCode {

    private MachineCode() {}

    /** That of one of the programs, {@code stub} for example, for an architecture. */
    static byte[] of(String program, Architecture architecture) {
        try (InputStream in = MachineCode.class.getResourceAsStream(program + "-" + architecture.fileName() + ".bin")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

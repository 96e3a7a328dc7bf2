package ns.core.abi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A C program that prints the values of expressions, compiled and run. */
final class CProgram {

    private static final String REMEDY = "the ABI tests need the packages gcc, libc6-dev and linux-libc-dev";

    private CProgram() {}

    /** Returns the value of each expression in decimal, as C reads it: an unsigned one is never negative. */
    static List<String> values(Path header, List<Fact> facts, Path temp) throws IOException {
        Path source = Files.writeString(temp.resolve("probe.c"), source(header, facts));
        Path program = temp.resolve("probe");
        run("gcc", "-I", header.getParent().toString(), "-o", program.toString(), source.toString());
        return run(program.toString()).lines().toList();
    }

    private static String source(Path header, List<Fact> facts) {
        StringBuilder c = new StringBuilder();
        // The header comes first: it chooses the features of those that follow.
        c.append("#include \"").append(header.getFileName()).append("\"\n");
        c.append("""
                #include <stddef.h>
                #include <stdio.h>
                #define SIGNED(x) ((__typeof__(x)) -1 < 0)
                #define SHOW(x) (SIGNED(x) ? printf("%lld\\n", (long long) (x)) : printf("%llu\\n", (unsigned long long) (x)))
                int main(void) {
                """);
        for (Fact fact : facts) {
            // Some headers make a macro of a member's name: si_status stands for _sifields._sigchld.si_status.
            fact.members().forEach(member -> c.append("#undef ").append(member).append('\n'));
            c.append("SHOW(").append(fact.expression()).append(");\n");
        }
        return c.append("return 0;\n}\n").toString();
    }

    private static String run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new AssertionError("cannot run " + command[0] + ": " + REMEDY, e);
        }
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(command[0] + " failed (" + REMEDY + "):\n" + output);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return output;
    }
}

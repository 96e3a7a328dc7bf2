package ns.core.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers that are written by hand, in Java and in assembly, are those of the kernel's headers. */
class SystemCallNumbersTest {

    private static final Pattern EQU = Pattern.compile("\\.equ NR_(\\w+), (\\d+)");

    @ParameterizedTest
    @EnumSource
    void javaHasTheNumbersOfTheHeaders(Architecture architecture) throws IOException {
        Map<String, Integer> headers = headers(architecture);
        Map<String, Integer> java = Arrays.stream(SystemCall.values())
                .collect(Collectors.toMap(SystemCall::cName, call -> call.number(architecture)));
        assertNumbers(headers, java);
    }

    @ParameterizedTest
    @EnumSource
    void theStubHasTheNumbersOfTheHeaders(Architecture architecture) throws IOException {
        assertAssembly("stub", "clone3", architecture);
    }

    @ParameterizedTest
    @EnumSource
    void theInitHasTheNumbersOfTheHeaders(Architecture architecture) throws IOException {
        assertAssembly("init", "rt_sigtimedwait", architecture);
    }

    private static void assertAssembly(String program, String one, Architecture architecture) throws IOException {
        Map<String, Integer> headers = headers(architecture);
        Map<String, Integer> written = new TreeMap<>();
        Matcher matcher = EQU.matcher(
                Files.readString(Path.of("src", "main", "asm", program + "-" + architecture.fileName() + ".S")));
        while (matcher.find()) {
            written.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        assertTrue(written.containsKey(one), "no NR_" + one + " in " + written);
        assertNumbers(headers, written);
    }

    private static void assertNumbers(Map<String, Integer> headers, Map<String, Integer> written) {
        Map<String, Integer> expected = written.keySet().stream()
                .collect(Collectors.toMap(Function.identity(), name -> headers.getOrDefault(name, -1)));
        assertEquals(new TreeMap<>(expected), new TreeMap<>(written));
    }

    private static Map<String, Integer> headers(Architecture architecture) throws IOException {
        assumeTrue(architecture == Architecture.AARCH64 || Architecture.current() == Architecture.X86_64,
                "the headers of x86-64 are installed on x86-64 only");
        return KernelHeaders.systemCalls(architecture);
    }
}

package ns.core.syscall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ns.core.process.Tool;

/** Numbers in the kernel's headers, as the C preprocessor of this machine sees them. */
public final class KernelHeaders {

    private static final String PACKAGES = "gcc, libc6-dev and linux-libc-dev";
    private static final Pattern MACRO = Pattern.compile("#define (\\w+) (\\w+)");

    private KernelHeaders() {}

    /** Every system call's number, by its name without {@code __NR_}. */
    public static Map<String, Integer> systemCalls(Architecture architecture) throws IOException {
        Map<String, Integer> macros = switch (architecture) {
            case X86_64 -> numbers("#include <asm/unistd_64.h>");
            // What the kernel's arch/arm64/include/uapi/asm/unistd.h does.
            case AARCH64 -> numbers("""
                    #define __BITS_PER_LONG 64
                    #define __ARCH_WANT_RENAMEAT
                    #define __ARCH_WANT_NEW_STAT
                    #define __ARCH_WANT_SET_GET_RLIMIT
                    #define __ARCH_WANT_SYS_CLONE3
                    #include <asm-generic/unistd.h>
                    """);
        };
        Map<String, Integer> calls = new HashMap<>();
        macros.forEach((name, number) -> {
            if (name.startsWith("__NR_")) {
                calls.put(name.substring("__NR_".length()), number);
            }
        });
        return calls;
    }

    /** Every error's number, by its symbol. */
    public static Map<String, Integer> errors() throws IOException {
        Map<String, Integer> errors = numbers("#include <errno.h>");
        errors.keySet().removeIf(name -> !name.matches("E[A-Z0-9]+"));
        return errors;
    }

    /** Each macro that stands for a number, directly or through another macro. */
    private static Map<String, Integer> numbers(String source) throws IOException {
        Path file = Files.createTempFile("macros", ".c");
        try {
            Files.writeString(file, source);
            Map<String, String> macros = new HashMap<>();
            Matcher matcher = MACRO.matcher(Tool.output(PACKAGES, "gcc", "-E", "-dM", file.toString()));
            while (matcher.find()) {
                macros.put(matcher.group(1), matcher.group(2));
            }
            Map<String, Integer> numbers = new HashMap<>();
            macros.keySet().forEach(name -> {
                String value = name;
                while (macros.containsKey(value)) {
                    value = macros.get(value);
                }
                if (value.matches("\\d{1,9}")) {
                    numbers.put(name, Integer.valueOf(value));
                }
            });
            return numbers;
        } finally {
            Files.delete(file);
        }
    }
}

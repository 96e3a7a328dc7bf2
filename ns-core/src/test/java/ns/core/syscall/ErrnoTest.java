package ns.core.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ns.core.error.Errno;
import org.junit.jupiter.api.Test;

/** The errors of Java are those of the headers, and say what the C library says. */
class ErrnoTest {

    /** Second names of numbers that have a better known one. */
    private static final Set<String> ALIASES = Set.of("EWOULDBLOCK", "EDEADLOCK", "ENOTSUP");

    private static Map<String, Errno> constants() throws IllegalAccessException {
        Map<String, Errno> constants = new TreeMap<>();
        for (Field field : Errno.class.getFields()) {
            constants.put(field.getName(), (Errno) field.get(null));
        }
        return constants;
    }

    @Test
    void everyErrorOfTheHeadersHasItsConstant() throws IOException, IllegalAccessException {
        Map<String, Integer> headers = new TreeMap<>(KernelHeaders.errors());
        headers.keySet().removeAll(ALIASES);
        Map<String, Integer> java = new TreeMap<>();
        constants().forEach((name, errno) -> java.put(name, errno.number()));
        assertEquals(headers, java);
    }

    @Test
    void everyConstantIsCalledByItsSymbol() throws IllegalAccessException {
        constants().forEach((name, errno) -> {
            assertEquals(name, errno.symbol());
            assertEquals(errno, new Errno(errno.number()));
            assertEquals(name + " (" + errno.number() + ")", errno.toString());
        });
    }

    /** strerrordesc_np(3) is strerror(3) in no other language. */
    @Test
    void everyConstantSaysWhatTheCLibrarySays() throws Throwable {
        MethodHandle describe = Linker.nativeLinker().downcallHandle(
                Linker.nativeLinker().defaultLookup().find("strerrordesc_np").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        for (Map.Entry<String, Errno> constant : constants().entrySet()) {
            MemorySegment text = (MemorySegment) describe.invokeExact(constant.getValue().number());
            String said = text.reinterpret(Integer.MAX_VALUE).getString(0);
            boolean acronym = Character.isUpperCase(said.charAt(1));
            String expected = acronym ? said : Character.toLowerCase(said.charAt(0)) + said.substring(1);
            assertEquals(expected, constant.getValue().text(), constant.getKey());
        }
    }

    @Test
    void aNumberWithoutANameIsKept() {
        assertEquals("errno (4000)", new Errno(4000).toString());
        assertEquals("unknown error", new Errno(4000).text());
    }
}

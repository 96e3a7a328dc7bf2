package ns.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Null is refused where it is given, by the name of the parameter, and changes nothing. */
class NullTest {

    /** An argument that is right, for each type of parameter. */
    private static final Map<Class<?>, Object> RIGHT = Map.of(String.class, "x", List.class, List.of(), Set.class, Set.of(),
            IdMap.Kind.class, IdMap.Kind.UID, IdMap.class, IdMap.uid(0, 0, 1), Path.class, Path.of("/"),
            Redirect.class, Redirect.PIPE, Namespace[].class, new Namespace[0], long[].class, new long[0]);

    static Stream<Method> setters() {
        return Arrays.stream(IsolationBuilder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> Stream.of(method.getParameterTypes()).anyMatch(RIGHT::containsKey));
    }

    @ParameterizedTest
    @MethodSource("setters")
    void aSetterNamesTheParameter(Method setter) {
        for (int i = 0; i < setter.getParameterCount(); i++) {
            Object[] args = Stream.of(setter.getParameterTypes()).map(RIGHT::get).toArray();
            args[i] = null;
            InvocationTargetException e = assertThrows(
                    InvocationTargetException.class, () -> setter.invoke(Isolation.builder(), args));
            assertNamed(assertInstanceOf(NullPointerException.class, e.getCause()));
        }
    }

    private static void assertNamed(NullPointerException e) {
        assertEquals(true, e.getMessage() != null && e.getMessage().matches("[a-zA-Z]+"), e::getMessage);
    }

    @Test
    void othersNameTheParameter() {
        Isolation spec = Isolation.full();
        assertNamed(assertThrows(NullPointerException.class, () -> spec.start((String[]) null)));
        assertNamed(assertThrows(NullPointerException.class, () -> spec.start((List<String>) null)));
        assertNamed(assertThrows(NullPointerException.class, () -> spec.describe(null)));
        assertNamed(assertThrows(NullPointerException.class, () -> new IdMap(null, 0, 0, 1)));
        assertNamed(assertThrows(NullPointerException.class, () -> IdMap.parse(null, "x")));
        assertNamed(assertThrows(NullPointerException.class, () -> IdMap.parse(IdMap.Kind.UID, null)));
        assertNamed(assertThrows(NullPointerException.class, () -> Namespace.of(null)));
    }

    @Test
    void aListWithANullIsTakenWholeOrNotAtAll() throws Exception {
        IsolationBuilder builder = Isolation.builder().namespaces(Namespace.USER).mapRootUser();
        List<IdMap> maps = new ArrayList<>(Arrays.asList(IdMap.uid(5, 5, 1), null));
        assertThrows(NullPointerException.class, () -> builder.idMaps(IdMap.Kind.UID, maps));
        assertThrows(NullPointerException.class, () -> builder.namespaces(Namespace.UTS, null));
        assertThrows(NullPointerException.class, () -> builder.build().start("echo", null));
        assertEquals(List.of("0"), Fixtures.run(builder.build(), "id", "-u").lines());
    }
}

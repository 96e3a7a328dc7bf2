package ns.cli.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signals that the JVM itself receives, through {@code sun.misc.Signal} of the module jdk.unsupported.
 *
 * <p>Java has no other way to be told of a signal and go on. By reflection, because javac warns of each mention of that
 * class, which nothing can suppress, and warnings are errors here.
 */
final class JvmSignals {

    private JvmSignals() {}

    /**
     * Runs the action, on a thread of its own, each time the signal comes; the JVM does not end of it any more.
     *
     * @return whether the JVM lets itself be told: not with {@code -Xrs}
     */
    static boolean handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object actionAsHandler = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy)
                                : method.getName().equals("equals") ? (Object) (proxy == args[0]) : "ns";
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), actionAsHandler);
            return true;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException) {
                return false;
            }
            throw new AssertionError(e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}

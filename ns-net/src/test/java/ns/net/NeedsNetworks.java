package ns.net;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test that makes network namespaces from threads of its own JVM, which only root may. */
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "ns.net.NeedsNetworks$Permission#granted",
        disabledReason = "making network namespaces from the threads of a JVM needs root (CAP_SYS_ADMIN)")
public @interface NeedsNetworks {

    /** Whether the user of the tests may. */
    final class Permission {

        private Permission() {}

        /** Only the lack of permission is a reason: what else fails is for the tests to find. */
        static boolean granted() {
            try {
                NetNamespace.create().close();
                return true;
            } catch (NamespaceException e) {
                return !e.errno().equals(Errno.EPERM);
            }
        }
    }
}

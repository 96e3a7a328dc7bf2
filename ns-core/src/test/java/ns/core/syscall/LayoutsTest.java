package ns.core.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ns.core.bindings.ifreq;
import ns.core.bindings.mount_attr;
import ns.core.bindings.seccomp_data;
import ns.core.bindings.sock_filter;
import ns.core.bindings.sock_fprog;
import org.junit.jupiter.api.Test;

/** The numbers are those of the generated bindings. */
class LayoutsTest {

    @Test
    void ifreq() {
        assertEquals(ifreq.sizeof(), Layouts.IFREQ_SIZE);
        assertEquals(ifreq.ifr_ifru$offset(), Layouts.IFREQ_FLAGS);
        assertEquals(0, ifreq.ifr_ifrn$offset());
    }

    @Test
    void mountAttr() {
        assertEquals(mount_attr.sizeof(), Layouts.MOUNT_ATTR_SIZE);
        assertEquals(mount_attr.attr_set$offset(), Layouts.MOUNT_ATTR_SET);
        assertEquals(mount_attr.attr_clr$offset(), Layouts.MOUNT_ATTR_CLEAR);
    }

    @Test
    void seccompData() {
        assertEquals(seccomp_data.sizeof(), Layouts.SECCOMP_DATA_SIZE);
        assertEquals(seccomp_data.nr$offset(), Layouts.SECCOMP_DATA_NR);
        assertEquals(seccomp_data.arch$offset(), Layouts.SECCOMP_DATA_ARCH);
        assertEquals(seccomp_data.args$offset(), Layouts.SECCOMP_DATA_ARGS);
    }

    @Test
    void sockFilter() {
        assertEquals(sock_filter.sizeof(), Layouts.SOCK_FILTER_SIZE);
        assertEquals(sock_filter.code$offset(), Layouts.SOCK_FILTER_CODE);
        assertEquals(sock_filter.jt$offset(), Layouts.SOCK_FILTER_TRUE);
        assertEquals(sock_filter.jf$offset(), Layouts.SOCK_FILTER_FALSE);
        assertEquals(sock_filter.k$offset(), Layouts.SOCK_FILTER_OPERAND);
    }

    @Test
    void sockFprog() {
        assertEquals(sock_fprog.sizeof(), Layouts.SOCK_FPROG_SIZE);
        assertEquals(sock_fprog.len$offset(), Layouts.SOCK_FPROG_LENGTH);
        assertEquals(sock_fprog.filter$offset(), Layouts.SOCK_FPROG_FILTER);
    }
}

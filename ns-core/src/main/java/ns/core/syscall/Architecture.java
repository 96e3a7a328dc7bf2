package ns.core.syscall;

import java.util.Locale;
import java.util.Optional;
import ns.core.bindings.core_h;

/** The machine architectures ns runs on, and what about the kernel's interface differs between them. */
public enum Architecture {

    /** x86-64, where the kernel packs {@code struct epoll_event}. */
    X86_64("amd64", 4, 12, core_h.EM_X86_64()),

    /** AArch64, 64-bit Arm. */
    AARCH64("aarch64", 8, 16, core_h.EM_AARCH64());

    private final String javaName;
    private final int epollDataOffset;
    private final int epollEventSize;
    private final int elfMachine;

    Architecture(String javaName, int epollDataOffset, int epollEventSize, int elfMachine) {
        this.javaName = javaName;
        this.epollDataOffset = epollDataOffset;
        this.epollEventSize = epollEventSize;
        this.elfMachine = elfMachine;
    }

    /** The one this JVM runs on; an UnsupportedOperationException names any other. */
    public static Architecture current() {
        return Current.ARCHITECTURE.orElseThrow(() -> new UnsupportedOperationException(
                "ns runs on Linux on amd64 and aarch64, not on " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch")));
    }

    /** The name in file names of machine code: {@code x86_64}. */
    public String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Offset of {@code data} in {@code struct epoll_event}. */
    public int epollDataOffset() {
        return epollDataOffset;
    }

    /** Size of {@code struct epoll_event}. */
    public int epollEventSize() {
        return epollEventSize;
    }

    /** The machine in the header of an executable; see elf(5). */
    public int elfMachine() {
        return elfMachine;
    }

    private static final class Current {
        static final Optional<Architecture> ARCHITECTURE = find();

        private static Optional<Architecture> find() {
            if (System.getProperty("os.name").equals("Linux")) {
                for (Architecture each : values()) {
                    if (each.javaName.equals(System.getProperty("os.arch"))) {
                        return Optional.of(each);
                    }
                }
            }
            return Optional.empty();
        }
    }
}

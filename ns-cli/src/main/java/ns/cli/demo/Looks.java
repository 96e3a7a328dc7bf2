package ns.cli.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;
import ns.core.syscall.SystemCall;

/** What commands would say, asked of the kernel without them. */
final class Looks {

    static final String HOSTNAME = "hostname";

    private Looks() {}

    /** The command that tells in which namespace of a kind it runs. */
    static String which(Namespace kind) {
        return "readlink /proc/self/ns/" + kind.procName();
    }

    /** What it says: of the thread, which may be in another than the process. */
    static String id(Namespace kind) throws NamespaceException {
        Path link = Path.of("/proc/thread-self/ns", kind.procName());
        return of(link, () -> Files.readSymbolicLink(link).toString());
    }

    /** The host name of the UTS namespace of the calling thread. */
    static String hostname() throws NamespaceException {
        return lines("/proc/sys/kernel/hostname").getFirst();
    }

    /** A host name that is not the present one. */
    static String otherName() throws NamespaceException {
        return hostname().equals("bird") ? "nest" : "bird";
    }

    /** Answers as the kernel does. */
    static long setHostname(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.syscall(SystemCall.SETHOSTNAME, arena.allocateFrom(name).address(), name.length());
        }
    }

    /** The lines of a file that the kernel makes up. */
    static List<String> lines(String file) throws NamespaceException {
        // Not readString, which reads one byte first: a sysctl answers only the first read.
        return of(Path.of(file), () -> Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1));
    }

    /** The names in a folder, in the order of ls. */
    static List<String> names(Path folder) throws NamespaceException {
        return of(folder, () -> {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.map(entry -> entry.getFileName().toString()).filter(name -> !name.startsWith(".")).sorted().toList();
            }
        });
    }

    /** The numbers of the processes that {@code /proc} shows. */
    static String processes() throws NamespaceException {
        return names(Path.of("/proc")).stream().filter(name -> name.matches("\\d+")).map(Long::valueOf).sorted()
                .map(String::valueOf).collect(Collectors.joining(" "));
    }

    /** The words of a text that is separated by blanks or ends of lines. */
    static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** What reads from a file. */
    interface Reading<T> {

        /** Reads. */
        T read() throws IOException;
    }

    /** Words the error of a reading as ns words all. */
    static <T> T of(Path file, Reading<T> reading) throws NamespaceException {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw new NamespaceException("read", file.toString(), Errno.ENOENT);
        } catch (AccessDeniedException e) {
            throw new NamespaceException("read", file.toString(), Errno.EACCES);
        } catch (IOException e) {
            throw new NamespaceException("read", file.toString(), Errno.EIO, e.toString());
        }
    }
}

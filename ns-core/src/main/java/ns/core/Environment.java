package ns.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import ns.core.engine.Arg;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.NativeText;

/** The environment a command gets: the JVM's own, byte for byte where Java's strings might lose some, and changes. */
final class Environment {

    /** The JVM's environment as the kernel holds it: NAME to NAME=VALUE and NUL. */
    private static final Map<String, byte[]> INHERITED = inherited();

    /** Where a command is searched without a PATH. */
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

    private static final Arg.Pointers INHERITED_ENVP = envp(INHERITED);

    private final Map<String, byte[]> entries;

    /** What becomes of a variable. */
    sealed interface Change {

        /** It gets a value. */
        record Assign(String value) implements Change {}

        /** It is as the JVM has it, byte for byte; absent where the JVM has none. */
        record Keep() implements Change {}

        /** It is absent. */
        record Remove() implements Change {}
    }

    /**
     * An environment with changes.
     *
     * @param process whose it is, or empty for the JVM's own
     */
    Environment(OptionalLong process, boolean clear, Map<String, Change> changes) {
        if (process.isEmpty() && !clear && changes.isEmpty()) {
            entries = INHERITED;
            return;
        }
        entries = clear ? new LinkedHashMap<>() : new LinkedHashMap<>(process.isPresent() ? of(process.getAsLong()) : INHERITED);
        changes.forEach((name, change) -> {
            switch (change) {
                case Change.Assign assign -> entries.put(name, NativeText.cString(name + "=" + assign.value()));
                case Change.Keep _ when INHERITED.containsKey(name) -> entries.put(name, INHERITED.get(name));
                case Change.Keep _, Change.Remove _ -> entries.remove(name);
            }
        });
    }

    private static Map<String, byte[]> inherited() {
        try {
            return read(Path.of("/proc/self/environ"));
        } catch (IOException e) {
            Map<String, byte[]> found = new LinkedHashMap<>();
            System.getenv().forEach((name, value) -> found.put(name, NativeText.cString(name + "=" + value)));
            return found;
        }
    }

    private static Map<String, byte[]> of(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "environ");
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            throw NamespaceException.invalid("open", file.toString(), Errno.ESRCH, "there is no such process");
        } catch (IOException e) {
            throw NamespaceException.invalid("open", file.toString(), Errno.EACCES, "the process belongs to somebody else");
        }
    }

    private static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        byte[] all = Files.readAllBytes(file);
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == 0) {
                byte[] entry = Arrays.copyOfRange(all, start, i + 1);
                String text = NativeText.text(entry);
                int equals = text.indexOf('=');
                if (equals > 0) {
                    found.put(text.substring(0, equals), entry);
                }
                start = i + 1;
            }
        }
        return found;
    }

    /** That of the JVM, as execve(2) takes it. */
    static Arg.Pointers ofJvm() {
        return INHERITED_ENVP;
    }

    /** As execve(2) takes it. */
    Arg.Pointers envp() {
        return entries == INHERITED ? INHERITED_ENVP : envp(entries);
    }

    private static Arg.Pointers envp(Map<String, byte[]> entries) {
        return new Arg.Pointers(entries.values().stream().map(Arg.Data::new).toList());
    }

    /** The folders in which a command without a slash is searched, in order. */
    List<String> path() {
        byte[] entry = entries.get("PATH");
        String path = entry == null ? DEFAULT_PATH : NativeText.text(entry).substring("PATH=".length());
        List<String> folders = new ArrayList<>();
        for (String folder : path.split(":", -1)) {
            folders.add(folder.isEmpty() ? "." : folder);
        }
        return folders;
    }
}

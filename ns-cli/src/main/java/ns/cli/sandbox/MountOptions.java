package ns.cli.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Stack;
import ns.cli.option.Misuse;
import ns.core.IsolationBuilder;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.limit.ByteCount;
import ns.core.mount.Mount;
import ns.core.mount.MountFlag;
import ns.core.mount.Propagation;
import ns.core.mount.Root;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** What the command sees of the file system: its root, and mounts in the order of the command line, as {@code bwrap} has them. */
public final class MountOptions {

    private static final int OCTAL = 8;
    private static final List<Operation> OPERATIONS = List.of(
            new Operation("--bind", "SRC DST", "Show SRC at DST."),
            new Operation("--bind-try", "SRC DST", "The same, if SRC exists."),
            new Operation("--ro-bind", "SRC DST", "Show SRC at DST, read-only with all that is mounted in it."),
            new Operation("--ro-bind-try", "SRC DST", "The same, if SRC exists."),
            new Operation("--dev-bind", "SRC DST", "Show SRC at DST, and let devices be opened."),
            new Operation("--dev-bind-try", "SRC DST", "The same, if SRC exists."),
            new Operation("--tmpfs", "DST", "An empty file system in memory."),
            new Operation("--proc", "DST", "An own proc."),
            new Operation("--dev", "DST", "A small /dev: null, zero, full, random, urandom, tty, pts, shm."),
            new Operation("--mqueue", "DST", "The POSIX message queues."),
            new Operation("--overlay-src", "SRC", "A lower directory of the next overlay; the last one is topmost."),
            new Operation("--overlay", "UPPER WORK DST", "The lower directories seen as one; changes go to UPPER."),
            new Operation("--tmp-overlay", "DST", "The same; changes are thrown away."),
            new Operation("--ro-overlay", "DST", "The same, read-only."),
            new Operation("--symlink", "TEXT DST", "A symbolic link."),
            new Operation("--dir", "DST", "A directory."),
            new Operation("--file", "SRC DST", "A copy of a file; SRC may be /dev/fd/N."),
            new Operation("--remount-ro", "DST", "Make one mount read-only."),
            new Operation("--chmod", "OCTAL DST", "Change permissions."),
            new Operation("--perms", "OCTAL", "Permissions of the next --tmpfs, --dir or --file."),
            new Operation("--size", "BYTES", "Size of the next --tmpfs; K, M, G and T are understood."),
            new Operation("--flags", "FLAG[,FLAG...]", "nosuid, nodev, noexec, ro: of the next bind or --tmpfs."));

    @Option(names = "--root", paramLabel = "DIR|tmpfs", description = "A new root: a directory, or an empty one in memory.")
    private String root;

    @Option(names = "--read-only-root", description = "Nothing can be changed in it; what is mounted in it has its own say.")
    private boolean readOnlyRoot;

    @Option(names = "--propagation", paramLabel = "private|slave|shared|unchanged",
            description = "Whether mounts made later are seen on the other side (private).")
    private String propagation;

    private final List<Mount> mounts = new ArrayList<>();
    private final List<Path> nextLowers = new ArrayList<>();
    private OptionalInt nextMode = OptionalInt.empty();
    private OptionalLong nextSize = OptionalLong.empty();
    private MountFlag[] nextFlags = {};
    private String pending = "";

    /** Called by picocli. */
    public MountOptions() {}

    /** Whether an option is one of those whose order matters. */
    public boolean has(String name) {
        return OPERATIONS.stream().anyMatch(operation -> operation.name.equals(name));
    }

    /**
     * How many words are behind an option that picocli need not read; -1 where it is none of these. Nor is it {@code --file}, whose
     * file may be a pipe, and must not be read again where picocli has to read the command line after all.
     */
    public int words(String name) {
        return switch (name) {
            case "--root" -> 1;
            case "--read-only-root" -> 0;
            case "--file" -> -1;
            default -> OPERATIONS.stream().filter(operation -> operation.name.equals(name)).mapToInt(Operation::count).findFirst().orElse(-1);
        };
    }

    /** Takes such an option. */
    public void set(String name, List<String> values) {
        switch (name) {
            case "--root" -> root = values.getFirst();
            case "--read-only-root" -> readOnlyRoot = true;
            default -> add(name, values);
        }
    }

    /** Adds root, propagation and mounts. */
    public void apply(IsolationBuilder builder) {
        if (!pending.isEmpty()) {
            throw NamespaceException.invalid("mount", pending, "is said of what follows, and nothing for it does");
        }
        if (root != null) {
            Root kind = root.equals("tmpfs") ? Root.tmpfs() : Root.directory(absolute("--root", root).normalize());
            builder.root(readOnlyRoot ? kind.readOnly() : kind);
        } else if (readOnlyRoot) {
            throw NamespaceException.invalid("pivot_root", "--read-only-root", "needs --root");
        }
        if (propagation != null) {
            builder.propagation(propagationOf(propagation));
        }
        mounts.forEach(builder::mount);
    }

    /** By its name. */
    public static Propagation propagationOf(String name) {
        return Arrays.stream(Propagation.values()).filter(each -> each.toString().equals(name)).findFirst().orElseThrow(() ->
                NamespaceException.invalid("mount", "--propagation " + name, "take private, slave, shared or unchanged"));
    }

    /** What one option says. */
    private void add(String option, List<String> words) {
        Path last = Path.of(words.getLast());
        switch (option) {
            case "--bind", "--bind-try" -> bind(option, Mount.bind(source(option, words), last));
            case "--ro-bind", "--ro-bind-try" -> bind(option, Mount.bind(source(option, words), last).readOnly());
            case "--dev-bind", "--dev-bind-try" -> bind(option, Mount.bind(source(option, words), last).withDevices());
            case "--tmpfs" -> {
                Mount.Tmpfs plain = Mount.tmpfs(last).with(flags());
                mounts.add(new Mount.Tmpfs(last, size(), mode(plain.mode()), plain.flags()));
            }
            case "--proc" -> mounts.add(Mount.proc(last));
            case "--dev" -> mounts.add(Mount.dev(last));
            case "--mqueue" -> mounts.add(Mount.mqueue(last));
            case "--overlay-src" -> {
                nextLowers.addFirst(source(option, words));
                pending = option;
            }
            case "--overlay" -> mounts.add(Mount.overlay(last, lowers(), source(option, words), absolute(option, words.get(1))));
            case "--tmp-overlay" -> mounts.add(Mount.throwAwayOverlay(last, lowers()));
            case "--ro-overlay" -> mounts.add(Mount.readOnlyOverlay(last, lowers()));
            case "--symlink" -> mounts.add(Mount.symlink(words.getFirst(), last));
            case "--dir" -> mounts.add(new Mount.Directory(last, mode(Mount.DIRECTORY_MODE)));
            case "--file" -> mounts.add(new Mount.Content(last, read(source(option, words)), mode(Mount.FILE_MODE)));
            case "--remount-ro" -> mounts.add(Mount.remountReadOnly(last));
            case "--chmod" -> mounts.add(Mount.chmod(last, octal(words.getFirst())));
            case "--perms" -> {
                nextMode = OptionalInt.of(octal(words.getFirst()));
                pending = option;
            }
            case "--size" -> {
                nextSize = OptionalLong.of(bytes(words.getFirst()));
                pending = option;
            }
            case "--flags" -> {
                nextFlags = Arrays.stream(words.getFirst().split(",")).map(MountOptions::flag).toArray(MountFlag[]::new);
                pending = option;
            }
            default -> throw new AssertionError(option);
        }
    }

    private void bind(String option, Mount.Bind bind) {
        Mount.Bind flagged = bind.with(flags());
        mounts.add(option.endsWith("-try") ? flagged.onlyIfExists() : flagged);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            Errno errno = Errno.of(e);
            throw NamespaceException.invalid("read", file.toString(), errno, errno.text());
        }
    }

    private static Path source(String option, List<String> words) {
        return absolute(option, words.getFirst());
    }

    /** An empty word is most likely a variable that is not set: it does not mean the working directory. */
    private static Path absolute(String option, String path) {
        if (path.isEmpty()) {
            throw NamespaceException.invalid("mount", option + " ''", Errno.ENOENT, "the path is empty");
        }
        return Path.of(path).toAbsolutePath();
    }

    private MountFlag[] flags() {
        MountFlag[] taken = nextFlags;
        nextFlags = new MountFlag[0];
        pending = "";
        return taken;
    }

    private int mode(int otherwise) {
        int taken = nextMode.orElse(otherwise);
        nextMode = OptionalInt.empty();
        pending = "";
        return taken;
    }

    private OptionalLong size() {
        OptionalLong taken = nextSize;
        nextSize = OptionalLong.empty();
        pending = "";
        return taken;
    }

    private List<Path> lowers() {
        List<Path> taken = List.copyOf(nextLowers);
        nextLowers.clear();
        pending = "";
        return taken;
    }

    private static MountFlag flag(String name) {
        return Arrays.stream(MountFlag.values()).filter(each -> each.toString().equals(name)).findFirst().orElseThrow(() ->
                NamespaceException.invalid("mount", "--flags " + name, "take ro, nosuid, nodev or noexec"));
    }

    private static int octal(String text) {
        try {
            return Integer.parseInt(text, OCTAL);
        } catch (NumberFormatException e) {
            throw NamespaceException.invalid("chmod", "'" + text + "'", "permissions are an octal number, 0 to 7777");
        }
    }

    private static long bytes(String text) {
        try {
            return ByteCount.parse(text);
        } catch (NumberFormatException e) {
            throw NamespaceException.invalid("mount", "--size " + text, "must be a number of bytes, perhaps with K, M, G or T");
        }
    }

    /** One option that mounts, makes or changes something; they are not fields, since picocli keeps the order only within one. */
    private record Operation(String name, String words, String description) {

        int count() {
            return words.split(" ").length;
        }
    }

    /** Adds the options whose order matters to the command's. */
    public void addTo(CommandSpec command) {
        for (Operation operation : OPERATIONS) {
            command.addOption(OptionSpec.builder(operation.name).arity(Integer.toString(operation.count()))
                    .paramLabel(operation.words).hideParamSyntax(true).type(List.class).auxiliaryTypes(String.class)
                    .description(operation.description)
                    .parameterConsumer((args, _, spec) -> consume(operation, args, spec)).build());
        }
    }

    private void consume(Operation operation, Stack<String> args, CommandSpec command) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < operation.count(); i++) {
            if (args.isEmpty()) {
                throw Misuse.of(command, "Missing " + operation.words + " of option '" + operation.name + "'");
            }
            words.add(args.pop());
        }
        add(operation.name, words);
    }
}

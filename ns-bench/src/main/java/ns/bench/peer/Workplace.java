package ns.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The room of a run: a temporary folder, and the processes that it started; both are gone at its end, on Ctrl-C too. */
public final class Workplace {

    private final Path folder;

    private Workplace(Path folder) {
        this.folder = folder;
    }

    /** Makes one that ends with this JVM. */
    public static Workplace make() throws IOException {
        Workplace workplace = new Workplace(Files.createTempDirectory("ns-bench"));
        Runtime.getRuntime().addShutdownHook(new Thread(workplace::leave, "leave"));
        return workplace;
    }

    /** A folder that is there as long as this JVM. */
    public Path folder() {
        return folder;
    }

    private void leave() {
        List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
        left.forEach(ProcessHandle::destroyForcibly);
        left.forEach(handle -> handle.onExit().join());
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

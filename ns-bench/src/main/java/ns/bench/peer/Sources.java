package ns.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The programs that are compared with, compiled from this module's C and Go. */
public final class Sources {

    private final Path module;
    private final Path folder;

    /**
     * For a run.
     *
     * @param module the folder of ns-bench
     * @param workplace where the programs go
     */
    public Sources(Path module, Workplace workplace) {
        this.module = module;
        this.folder = workplace.folder();
    }

    /** Compiles a program of src/main/c, and returns where it is. */
    public String c(String name, String... options) throws IOException, InterruptedException {
        Path program = folder.resolve(name);
        WholeCommand.of("gcc", "-O2", "-Wall", "-Wextra", "-pthread").and(options)
                .and("-o", program.toString(), module.resolve("src/main/c/" + name + ".c").toString()).run();
        return program.toString();
    }

    /** Compiles a program of src/main/go, and returns where it is. */
    public String go(String name) throws IOException, InterruptedException {
        Path program = folder.resolve(name);
        WholeCommand.of("go", "build", "-o", program.toString(), module.resolve("src/main/go/" + name + ".go").toString())
                .with(Map.of("GOCACHE", folder.resolve("go-cache").toString())).run();
        return program.toString();
    }
}

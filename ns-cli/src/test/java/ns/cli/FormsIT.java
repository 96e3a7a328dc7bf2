package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways in which ns can be started. */
class FormsIT {

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    @BeforeAll
    static void check() throws Exception {
        Ns.assumeNamespaces();
    }

    // java

    /** As the README has it, in the folder of the module. */
    private static Ns java(String... options) {
        return new Ns(Stream.of(List.of(JAVA), List.of(options), List.of("-p", "target/ns/lib", "-m", "ns.cli/ns.cli.Main"))
                .flatMap(List::stream).toArray(String[]::new));
    }

    @Test
    void javaWithNativeAccessOfTheUnnamedModulesRunsIt() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "Java 22 and 23 shut our modules out then");
        Ns.Result result = java("--enable-native-access=ALL-UNNAMED").run("run", "--", "id", "-u");
        assertEquals(new Ns.Result(0, "0\n", result.err()), result);
        assertTrue(result.err().lines().allMatch(line -> line.isEmpty() || line.startsWith("WARNING: ")), result.err());
    }

    @Test
    void javaWithNativeAccessOfOurModulesRunsItWithoutAWarning() throws Exception {
        assertEquals("1\n", java("--enable-native-access=ns.core,ns.net").run("run", "--", "sh", "-c", "echo $$").succeeded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--dry-run", "--map-users=0:0:1", "--only=uts,user"})
    void javaThatDeniesNativeAccessIsRefusedInOneLineThatNamesTheFlag(String option) throws Exception {
        // What Java 22 and 23 do where only other modules are enabled is an option since.
        Ns denied = Runtime.version().feature() >= 24
                ? java("--illegal-native-access=deny") : java("--enable-native-access=ALL-UNNAMED");
        String[] args = Stream.of("run", option, "id").filter(arg -> !arg.isEmpty()).toArray(String[]::new);
        String line = denied.run(args).refused(125, "java native access: EPERM (1): ");
        assertTrue(line.contains("--enable-native-access=ns.core,ns.net"), line);
    }

    // bin/ns

    @Test
    void theLauncherRunsFromAnotherFolder() throws Exception {
        assertEquals("0\n", Ns.ns().in(folder).run("run", "id", "-u").succeeded());
        Path above = Ns.HOME.getParent();
        assertEquals("0\n", new Ns("ns/bin/ns").in(above).run("run", "id", "-u").succeeded());
        assertEquals("0\n", new Ns("./ns").in(Ns.HOME.resolve("bin")).run("run", "id", "-u").succeeded());
    }

    @Test
    void theLauncherRunsFromPath() throws Exception {
        String path = Ns.HOME.resolve("bin") + ":" + System.getenv("PATH");
        Ns shell = new Ns("sh", "-c", "exec ns \"$@\"", "sh").env("PATH", path).in(folder);
        assertEquals("0\n", shell.run("run", "id", "-u").succeeded());
    }

    @Test
    void theLauncherRunsThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("ns"), copyTo(folder.resolve("programs")).resolve("bin/ns"));
        Path chain = Files.createSymbolicLink(folder.resolve("other name"), Path.of("ns"));
        assertEquals("0\n", new Ns(link.toString()).run("run", "id", "-u").succeeded());
        assertEquals("0\n", new Ns(chain.toString()).run("run", "id", "-u").succeeded());
        assertEquals("0\n", new Ns("./other name").in(folder).run("run", "id", "-u").succeeded());
    }

    @Test
    void theDistributionRunsFromAPathWithBlanks() throws Exception {
        Path copy = copyTo(folder.resolve("a folder of programs"));
        assertEquals("1\n", new Ns(copy.resolve("bin/ns").toString()).run("run", "--", "sh", "-c", "echo $$").succeeded());
        Path link = Files.createSymbolicLink(folder.resolve("ns"), Path.of("a folder of programs/bin/ns"));
        assertEquals("1\n", new Ns(link.toString()).run("run", "--", "sh", "-c", "echo $$").succeeded());
    }

    @Test
    void theDistributionHasOneJarForEachModuleAndNothingElse() throws Exception {
        assertEquals(List.of("bin", "bin/ns", "bin/ns-cache", "lib", "share", "share/man", "share/man/man1"), names(Ns.HOME)
                .filter(name -> !name.startsWith("lib/") && !name.startsWith("share/man/man1/")).toList());
        String manual = Files.readString(Ns.HOME.resolve("share/man/man1/ns-run.1"));
        assertTrue(manual.contains("\\-\\-hostname"), manual);
        List<String> jars = names(Ns.HOME.resolve("lib")).filter(name -> !name.matches("ns(-run)?\\.(aot|jsa|home)"))
                .map(name -> name.replaceFirst("-\\d.*\\.jar$", "")).toList();
        assertEquals(List.of("jackson-core", "jackson-jr-objects", "logback-classic", "logback-core", "ns-cli", "ns-core", "ns-net",
                "picocli", "slf4j-api"), jars);
        assertTrue(Files.isExecutable(Ns.HOME.resolve("bin/ns")));
        assertFalse(Files.isSymbolicLink(Ns.HOME.resolve("bin/ns")));
    }

    @Test
    void theCachesAreUsedWhereTheyWereMade() throws Exception {
        assertTrue(isCached("ns.cli.Standalone", Ns.HOME));
        assertTrue(isCached("ns.cli.Main", Ns.HOME, "--in-jvm"));
        Path copy = copyTo(folder.resolve("copy"));
        assertFalse(isCached("ns.cli.Standalone", copy));
        assertFalse(isCached("ns.cli.Main", copy, "--in-jvm"));
        assertEquals("", new Ns(copy.resolve("bin/ns-cache").toString()).run().succeeded());
        assertTrue(isCached("ns.cli.Standalone", copy));
        assertTrue(isCached("ns.cli.Main", copy, "--in-jvm"));
    }

    /** Whether a class comes from a cache; those of the JDK do in any case. */
    private boolean isCached(String name, Path distribution, String... words) throws Exception {
        Path log = folder.resolve("log");
        Files.deleteIfExists(log);
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("run", "id", "-u"));
        assertEquals("0\n", new Ns(distribution.resolve("bin/ns").toString()).env("NS_JAVA_OPTS", "-Xlog:class+load:file=" + log)
                .run(line.toArray(String[]::new)).succeeded());
        String loaded = Files.readString(log);
        assertTrue(loaded.contains(" java.lang.Object source: shared objects file"), loaded);
        return loaded.contains(" " + name + " source: shared objects file");
    }

    private static Stream<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !file.equals(root)).map(file -> root.relativize(file).toString()).sorted()
                    .toList().stream();
        }
    }

    /** Copies the distribution so that every user may run it, and returns its folder. */
    static Path copyTo(Path target) throws Exception {
        assertEquals(0, new ProcessBuilder("cp", "-R", Ns.HOME.toString(), target.toString()).inheritIO().start().waitFor());
        assertEquals(0, new ProcessBuilder("chmod", "-R", "a+rX", target.toString()).inheritIO().start().waitFor());
        return target;
    }
}

package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a copy of the launcher {@code bin/ns} with an environment of its own, in which each {@code java} is a script
 * that prints which one it is and the arguments it was given.
 */
class LauncherTest {

    private static final String NONE_FOUND = "ns: java: no Java 22 or later in JAVA_HOME, PATH or the usual folders: "
            + "install a JDK 22+ or set JAVA_HOME\n";

    @TempDir
    private Path temp;

    /** The folder that holds everything; its name has what shells trip over. */
    private Path root;

    private Path launcher;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void install() throws IOException {
        root = Files.createDirectory(temp.resolve("a folder; $HOME *"));
        launcher = Files.createDirectories(root.resolve("ns/bin")).resolve("ns");
        Files.copy(Path.of("src/dist/bin/ns"), launcher);
        executable(launcher);
        // The only tool by which the launcher finds a Java, without the machine's own java next to it.
        Path readlink = Files.createDirectory(root.resolve("tools")).resolve("readlink");
        Files.writeString(readlink, "#!/bin/sh\nPATH=/usr/bin:/bin\nexec readlink \"$@\"\n");
        executable(readlink);
        environment.put("PATH", readlink.getParent().toString());
        environment.put("HOME", Files.createDirectory(root.resolve("home")).toString());
        environment.put("NS_JVM_DIRS", root.resolve("jvms").toString());
    }

    // Which Java

    @Test
    void javaHomeComesFirst() throws Exception {
        environment.put("JAVA_HOME", jdk("chosen", "22.0.2").toString());
        onPath(jdk("on path", "25.0.1"));
        jdk("jvms/newest", "26");
        assertEquals("chosen", run().java());
    }

    @Test
    void pathComesBeforeTheUsualFolders() throws Exception {
        onPath(jdk("on path", "22.0.2"));
        jdk("jvms/newest", "26");
        assertEquals("on path", run().java());
    }

    @Test
    void theFirstThatFitsOnPathIsTaken() throws Exception {
        onPath(jdk("old", "17.0.15"));
        onPath(jdk("first", "22"));
        onPath(jdk("second", "25"));
        assertEquals("first", run().java());
    }

    @Test
    void theNewestOfTheUsualFoldersIsTaken() throws Exception {
        jdk("jvms/a", "9.0.4");
        jdk("jvms/b", "22.0.2");
        jdk("more jvms/c", "100-ea");
        jdk("more jvms/d", "25.0.1");
        environment.put("NS_JVM_DIRS", root.resolve("jvms") + ":" + root.resolve("more jvms"));
        assertEquals("more jvms/c", run().java());
    }

    @Test
    void theUsualFoldersIncludeThoseInTheHome() throws Exception {
        environment.remove("NS_JVM_DIRS");
        jdk("home/.jdks/j", "998");
        assertEquals("home/.jdks/j", run().java());
        jdk("home/.sdkman/candidates/java/s", "999");
        assertEquals("home/.sdkman/candidates/java/s", run().java());
    }

    @Test
    void aJavaHomeThatIsTooOldOrNowhereIsSkippedQuietly() throws Exception {
        jdk("jvms/right", "22");
        Path notExecutable = jdk("broken", "25");
        Files.setPosixFilePermissions(notExecutable.resolve("bin/java"), PosixFilePermissions.fromString("rw-r--r--"));
        for (String home : List.of(
                jdk("old", "21.0.9").toString(), jdk("ancient", "1.8.0_402").toString(), notExecutable.toString(),
                root.resolve("nowhere").toString(), "")) {
            environment.put("JAVA_HOME", home);
            Run run = run();
            assertEquals("jvms/right", run.java(), home);
            assertEquals("", run.err(), home);
        }
    }

    @Test
    void aLinkOnPathLeadsToTheReleaseFileOfItsJdk() throws Exception {
        Path old = jdk("old", "17.0.15");
        Path right = jdk("right", "25.0.1");
        Files.createSymbolicLink(root.resolve("alternative"), right.resolve("bin/java"));
        for (Map.Entry<String, Path> link
                : Map.of("bin1", old.resolve("bin/java"), "bin2", root.resolve("alternative")).entrySet()) {
            Path folder = Files.createDirectory(root.resolve(link.getKey()));
            Files.createSymbolicLink(folder.resolve("java"), link.getValue());
        }
        environment.merge("PATH", ":" + root.resolve("bin1") + ":" + root.resolve("bin2"), String::concat);
        // A script's name is the path it was called by.
        assertEquals("bin2/java", root.relativize(run().called()).toString());
    }

    @Test
    void withoutAReleaseFileTheJavaIsAsked() throws Exception {
        Files.delete(jdk("jvms/a", "22.0.2").resolve("release"));
        Files.delete(jdk("jvms/b", "25.0.1").resolve("release"));
        Files.writeString(jdk("jvms/c", "24").resolve("release"), "SOURCE=\"without a version\"\n");
        Files.delete(jdk("jvms/d", "1.8.0_402").resolve("release"));
        assertEquals("jvms/b", run().java());
    }

    @Test
    void aJavaThatDoesNotTellItsVersionIsSkipped() throws Exception {
        Path jdk = jdk("jvms/a", "25");
        Files.delete(jdk.resolve("release"));
        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho 99 problems >&2\nexit 1\n");
        assertEquals(new Run(125, "", NONE_FOUND), run());
    }

    @Test
    void withAReleaseFileTheJavaIsNotAsked() throws Exception {
        Path jdk = jdk("jvms/a", "25");
        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho asked >>\"$0.log\"\n");
        assertEquals(0, run().status());
        assertEquals("asked\n", Files.readString(jdk.resolve("bin/java.log")), "more than the one start");
    }

    @Test
    void whereNoneIsFoundItSaysSo() throws Exception {
        onPath(jdk("old", "21.0.9"));
        jdk("jvms/old", "17");
        assertEquals(new Run(125, "", NONE_FOUND), run("run", "true"));
    }

    // How it is started

    @Test
    void theCommandLineNamesModulesAndTheirLibrary() throws Exception {
        jdk("jvms/a", "25");
        List<String> arguments = run("--version").arguments();
        assertEquals("--version", arguments.getLast());
        assertEquals("ns.cli/ns.cli.Main", after("-m", arguments));
        assertEquals(root.resolve("ns/lib"), Path.of(after("-p", arguments)).normalize());
        assertTrue(arguments.contains("--enable-native-access=ns.core,ns.net"), arguments::toString);
    }

    @Test
    void argumentsArePassedUnchanged() throws Exception {
        jdk("jvms/a", "25");
        String[] odd = {"run", "", " ", "a  b", "*", "it's",
                    "\"q\"", "$HOME", "`id`", "\\", "-n", "two\nlines\n", "--"};
        List<String> arguments = run(odd).arguments();
        assertEquals(List.of(odd), arguments.subList(arguments.size() - odd.length, arguments.size()));
    }

    @Test
    void moreOptionsForTheJvmComeBeforeTheModule() throws Exception {
        jdk("jvms/a", "25");
        environment.put("NS_JAVA_OPTS", " -Xmx64m  -Dx=* ");
        List<String> arguments = run("x").arguments();
        int first = arguments.indexOf("-Xmx64m");
        assertEquals("-Dx=*", arguments.get(first + 1));
        assertTrue(first > 0 && first < arguments.indexOf("-m"), arguments::toString);
    }

    @Test
    void itIsFoundThroughLinksAndFromAnyFolder() throws Exception {
        jdk("jvms/a", "25");
        Path links = Files.createDirectories(root.resolve("usr/local/bin"));
        Files.createSymbolicLink(links.resolve("relative"), Path.of("../../../ns/bin/ns"));
        Files.createSymbolicLink(links.resolve("absolute"), launcher);
        Files.createSymbolicLink(root.resolve("-chain"), Path.of("usr/local/bin/relative"));
        Files.createSymbolicLink(root.resolve("folder"), Path.of("ns/bin"));
        for (String command : List.of(
                launcher.toString(), "ns/bin/ns", "./ns/bin/../bin/ns", "usr/local/bin/relative",
                "usr/local/bin/absolute", "./-chain", root.resolve("-chain").toString(), "folder/ns")) {
            Run run = start(List.of(command));
            assertEquals("", run.err(), command);
            Path lib = root.resolve(after("-p", run.arguments()));
            Files.createDirectories(root.resolve("ns/lib"));
            assertEquals(root.resolve("ns/lib").toRealPath(), lib.toRealPath(), command);
        }
    }

    @Test
    void aShellMayReadItByItsBareName() throws Exception {
        jdk("jvms/a", "25");
        Files.createDirectories(root.resolve("ns/lib"));
        Files.createSymbolicLink(root.resolve("link"), launcher);
        Run run = start(List.of("/bin/sh", "link"));
        assertEquals(root.resolve("ns/lib").toRealPath(), root.resolve(after("-p", run.arguments())).toRealPath());
    }

    @Test
    void theStatusIsThatOfTheJava() throws Exception {
        Path jdk = jdk("jvms/a", "25");
        Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\nexit 42\n");
        assertEquals(new Run(42, "", ""), run());
    }

    @Test
    void inADeletedFolderItSaysSo() throws Exception {
        jdk("jvms/a", "25");
        // The shell that reads the launcher may have something to say first.
        String script = "mkdir gone && cd gone && rmdir ../gone && exec ../ns/bin/ns run true";
        Run run = start(List.of("/bin/sh", "-c", "PATH=$PATH:/usr/bin:/bin; " + script));
        assertEquals(125, run.status());
        assertEquals("", run.out());
        assertTrue(run.err().endsWith("ns: getcwd .: ENOENT (2): "
                + "the working directory has been deleted: change to one that exists\n"), run.err());
    }

    @Test
    void aFolderThatWasRenamedOrIsSaidToBeAnotherWillDo() throws Exception {
        jdk("jvms/a", "25");
        String inShell = "PATH=$PATH:/usr/bin:/bin; ";
        for (String script : List.of(
                "mkdir old && cd old && mv ../old '../new (deleted)' && exec ../ns/bin/ns",
                "PWD=/nowhere exec ns/bin/ns", "unset PWD; exec ns/bin/ns")) {
            Run run = start(List.of("/bin/sh", "-c", inShell + script));
            assertEquals("jvms/a", run.java(), script);
            assertEquals("", run.err(), script);
        }
    }

    // Helpers

    /** A JDK in a folder below the root, whose java prints its own path and its arguments, each ended by a NUL. */
    private Path jdk(String folder, String version) throws IOException {
        Path home = Files.createDirectories(root.resolve(folder));
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(home.resolve("release"), """
                IMPLEMENTOR="Example"
                JAVA_RUNTIME_VERSION="%1$s+1"
                JAVA_VERSION="%1$s"
                MODULES="java.base"
                """.formatted(version));
        Files.writeString(java, """
                #!/bin/sh
                if [ "$*" = -version ]; then
                    echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=1' >&2
                    echo 'openjdk version "%s" 2025-10-21' >&2
                else
                    printf '%%s\\0' "$0" "$@"
                fi
                """.formatted(version));
        executable(java);
        return home;
    }

    private void onPath(Path jdk) {
        environment.merge("PATH", ":" + jdk.resolve("bin"), String::concat);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String after(String option, List<String> arguments) {
        return arguments.get(arguments.indexOf(option) + 1);
    }

    private Run run(String... arguments) throws Exception {
        return start(Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments)).toList());
    }

    private Run start(List<String> command) throws Exception {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> {
            process.destroyForcibly();
            return "still running: " + command;
        });
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** What came of a start of the launcher. */
    private record Run(int status, String out, String err) {

        private List<String> words() {
            assertTrue(out.endsWith("\0"), () -> "status " + status + ": " + out + err);
            return List.of(out.substring(0, out.length() - 1).split("\0", -1));
        }

        /** The path by which the java was called. */
        Path called() {
            return Path.of(words().getFirst());
        }

        /** The folder of the JDK that was started, below the root. */
        String java() {
            Path home = called().getParent().getParent();
            return home.toString().replaceFirst("^.*/a folder; \\$HOME \\*/", "");
        }

        List<String> arguments() {
            return words().subList(1, words().size());
        }
    }
}

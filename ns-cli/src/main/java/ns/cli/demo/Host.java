package ns.cli.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import ns.core.IsolatedProcess;
import ns.core.Isolation;
import ns.core.IsolationBuilder;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.Libc;

/** The host's side of a lesson: it starts the inside, lets it go from step to step, and looks at the host after each. */
final class Host {

    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final String MODULE_PATH = System.getProperty("jdk.module.path");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Host() {}

    /** Where Java and ns are. */
    static Stream<Path> files() {
        return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))), modulePath()).map(Path::toAbsolutePath);
    }

    private static Stream<Path> modulePath() {
        return MODULE_PATH == null ? Stream.of() : Stream.of(MODULE_PATH.split(File.pathSeparator)).map(Path::of);
    }

    /** Goes through a lesson, and tells what is seen after each step as soon as it is. */
    static Outcome show(Lesson lesson, Consumer<Lesson.Seen> audience) throws InterruptedException {
        List<Lesson.Seen> seen = new ArrayList<>();
        try (IsolatedProcess process = start(lesson)) {
            BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
            for (Lesson.Step step : lesson.steps()) {
                Map<String, String> inside = next(process, answers);
                Map<String, String> host = new LinkedHashMap<>(Map.of(lesson.which(), Looks.id(lesson.kind())));
                host.putAll(step.host().at(process.pid()));
                Lesson.Seen both = new Lesson.Seen(host, inside);
                seen.add(both);
                audience.accept(both);
                if (both.onHost(lesson.which()).equals(both.inside(lesson.which()))) {
                    break; // the changes to come would be the host's
                }
            }
            return new Outcome(lesson, seen, "");
        } catch (NamespaceException | Inside.Failure e) {
            return new Outcome(lesson, seen, e.getMessage());
        } catch (IOException e) {
            String message = new NamespaceException("show", lesson.topic().word(), Errno.EIO, e.toString()).getMessage();
            return new Outcome(lesson, seen, message);
        }
    }

    /** It ends with ns, and is not reached by the terminal's Ctrl-C before ns is. */
    private static IsolatedProcess start(Lesson lesson) throws IOException {
        IsolationBuilder builder = Isolation.builder().namespaces(lesson.namespaces()).mapRootUser().stderr(Redirect.INHERIT)
                .dieWithParent().newProcessGroup().timeLimit(LIMIT);
        if (lesson.topic() == Topic.PID) {
            builder.mountProc();
        }
        return builder.build().start(command(lesson));
    }

    /** The same Java with the same modules. */
    private static List<String> command(Lesson lesson) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:-MaxFDLimit", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData", "-Xshare:auto", "--enable-native-access=ns.core,ns.net"));
        if (MODULE_PATH != null) { // there is none where all is in the image that jlink makes
            command.addAll(List.of("--module-path",
                    String.join(File.pathSeparator, modulePath().map(each -> each.toAbsolutePath().toString()).toList())));
        }
        command.addAll(List.of("--module", "ns.cli/" + Inside.class.getName(), lesson.topic().name(), lesson.mark()));
        return command;
    }

    /** Has the inside take the next step, and returns what is seen there then. */
    private static Map<String, String> next(IsolatedProcess process, BufferedReader answers)
            throws IOException, InterruptedException {
        process.outputWriter().append('\n').flush();
        String line = answers.readLine();
        if (line == null) {
            throw new NamespaceException("run", "java inside", Errno.EIO, "ended with status " + process.waitFor());
        }
        Map<String, String> seen = JSON.std.mapOfFrom(String.class, line);
        if (seen.containsKey(Inside.FAILURE)) {
            throw new Inside.Failure(seen.get(Inside.FAILURE));
        }
        return seen;
    }

    /** Throws where the inside could not be started at all: said before anything else is. */
    static void check() {
        if (!Host.class.getModule().isNamed()) {
            throw NamespaceException.invalid("demo", "class path",
                    "ns runs from the module path: java -p FOLDER -m ns.cli/ns.cli.Main");
        }
        Libc.geteuid(); // or native access is denied
    }
}

package ns.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import ns.bench.peer.WholeCommand;

/** Where and with what it was measured. */
final class Machine {

    private static final List<WholeCommand> PEERS = List.of(
            WholeCommand.of("gcc", "--version"), WholeCommand.of("go", "version"), WholeCommand.of("unshare", "--version"),
            WholeCommand.of("bwrap", "--version"), WholeCommand.of("crun", "--version"), WholeCommand.of("runc", "--version"),
            WholeCommand.of("podman", "--version"), WholeCommand.of("ip", "-Version"));

    private Machine() {}

    /** In a sentence or two. */
    static String describe() throws IOException, InterruptedException {
        StringBuilder peers = new StringBuilder();
        for (WholeCommand each : PEERS) {
            peers.append(peers.isEmpty() ? "" : ", ").append(version(each));
        }
        return "Measured on " + inShort() + ", JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + "). Peers: "
                + peers + ".";
    }

    /** Date, kernel and processor. */
    static String inShort() throws IOException {
        return LocalDate.now() + ", Linux " + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip() + ", " + cpu() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores";
    }

    private static String cpu() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
        }
    }

    private static String version(WholeCommand command) throws InterruptedException {
        try {
            String line = command.run().lines().findFirst().orElse("");
            String name = command.words().getFirst();
            return line.contains(name) ? line : name + " " + line;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}

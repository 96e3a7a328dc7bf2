package ns.bench.memory;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import ns.bench.peer.Memory;
import ns.bench.peer.WholeCommand;

/** A command that has another run for it, and the processes that stay around that: all but the payload itself. */
final class Supervised {

    private static final String PAYLOAD = "sleep";
    private static final String SECONDS = "1000";
    private static final long MILLIS_BETWEEN_LOOKS = 10;
    private static final long MILLIS_TO_SETTLE = 300;
    private static final int LOOKS = 2000;
    private static final double KIBI = 1024;

    private Supervised() {}

    /** The payload that the command is to run. */
    static String[] payload() {
        return new String[] {PAYLOAD, SECONDS};
    }

    /** The KiB that all processes hold around the payload, once that runs. */
    static double memory(WholeCommand command) throws IOException, InterruptedException {
        Process process = command.start(Redirect.DISCARD);
        try {
            awaitPayload(process);
            double bytes = 0;
            for (ProcessHandle each : family(process)) {
                if (!isPayload(each)) {
                    bytes += Memory.held(each.pid());
                }
            }
            return bytes / KIBI;
        } finally {
            List<ProcessHandle> all = family(process);
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(each -> each.onExit().join());
        }
    }

    private static void awaitPayload(Process process) throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS && process.isAlive(); look++) {
            for (ProcessHandle each : family(process)) {
                if (isPayload(each)) {
                    Thread.sleep(MILLIS_TO_SETTLE);
                    return;
                }
            }
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
        throw new IOException("does not run " + PAYLOAD);
    }

    private static List<ProcessHandle> family(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    private static boolean isPayload(ProcessHandle process) throws IOException {
        Path name = Path.of("/proc/" + process.pid() + "/comm");
        try {
            return Files.readString(name).strip().equals(PAYLOAD);
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            return false;
        }
    }
}

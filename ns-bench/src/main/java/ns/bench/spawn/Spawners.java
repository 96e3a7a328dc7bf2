package ns.bench.spawn;

import java.io.IOException;
import java.util.List;
import ns.bench.measure.Missing;
import ns.bench.peer.CoProcess;
import ns.bench.peer.JavaProgram;
import ns.bench.peer.Memory;

/** JVMs that start processes. */
final class Spawners {

    private static final long SPARE_BYTES = 2L << 30;

    private Spawners() {}

    /** One whose heap has so many bytes, all touched. */
    static CoProcess jvm(long heapBytes) {
        return new CoProcess(() -> {
            if (Memory.available() < heapBytes + SPARE_BYTES) {
                throw new IOException(Missing.needs(((heapBytes + SPARE_BYTES) >> 30) + " GiB of memory, of which are available "
                        + (Memory.available() >> 30)));
            }
            return CoProcess.start(JavaProgram.command(
                    List.of("-Xms" + heapBytes, "-Xmx" + heapBytes, "-XX:+AlwaysPreTouch", "-XX:+UseG1GC"), Spawner.class));
        });
    }
}

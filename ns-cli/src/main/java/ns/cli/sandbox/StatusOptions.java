package ns.cli.sandbox;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ns.core.IsolationBuilder;
import ns.core.Namespace;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.FileCalls;
import ns.core.syscall.Libc;
import ns.core.syscall.Native;
import ns.core.syscall.SystemCall;
import picocli.CommandLine.Option;

/** How other programs follow a command that ns runs, as they follow {@code bwrap}. Closing it removes the pid file. */
public final class StatusOptions implements AutoCloseable {

    @Option(names = "--json-status-fd", paramLabel = "FD",
            description = "Write {\"child-pid\": N, ...} to FD at the start, and {\"exit-code\": N} at the end, a line each.")
    private Integer statusDescriptor;

    @Option(names = "--info-fd", paramLabel = "FD", description = "Write {\"child-pid\": N, \"net-namespace\": ID, ...} to FD, and close it.")
    private Integer infoDescriptor;

    @Option(names = "--block-fd", paramLabel = "FD", description = "Wait until FD can be read, or is at its end, before the command runs.")
    private Integer blockDescriptor;

    @Option(names = "--sync-fd", paramLabel = "FD", description = "Keep FD open until the command has ended.")
    private Integer syncDescriptor;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "Write the command's process id to FILE; removed in the end.")
    private Path pidFile;

    @Option(names = "--keep", paramLabel = "KIND=FILE", hideParamSyntax = true,
            description = "Keep a new namespace when the command has ended, as FILE: see ns enter, ns release; repeatable.")
    private List<String> keep = List.of();

    private boolean pidFileWritten;

    /** Called by picocli. */
    public StatusOptions() {}

    /** Lets the start of the command be told. */
    public void apply(IsolationBuilder builder, Set<Namespace> namespaces) {
        for (String each : keep) {
            String[] sides = each.split("=", 2);
            if (sides.length == 1 || sides[1].isEmpty()) {
                throw NamespaceException.invalid("keep", "'" + each + "'", "must be KIND=FILE");
            }
            builder.keep(Namespace.of(sides[0]), Path.of(sides[1]));
        }
        check("--json-status-fd", statusDescriptor);
        check("--info-fd", infoDescriptor);
        check("--block-fd", blockDescriptor);
        check("--sync-fd", syncDescriptor); // and ns, which has inherited it, keeps it
        if (statusDescriptor != null || infoDescriptor != null || blockDescriptor != null || pidFile != null) {
            builder.prepare(pid -> begin(pid, namespaces));
        }
    }

    private static void check(String option, Integer descriptor) {
        if (descriptor != null) {
            InheritedDescriptor.check(option, descriptor);
        }
    }

    private void begin(long pid, Set<Namespace> namespaces) throws IOException {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("child-pid", pid);
        for (Namespace kind : namespaces) {
            if (kind != Namespace.TIME) { // which the command enters later
                info.put(kind.procName() + "-namespace", kind.idOf(pid));
            }
        }
        if (pidFile != null) {
            writePid(pid);
        }
        if (infoDescriptor != null) {
            write(infoDescriptor, info);
            Libc.close(infoDescriptor);
        }
        if (statusDescriptor != null) {
            write(statusDescriptor, info);
        }
        if (blockDescriptor != null) {
            block(blockDescriptor);
        }
    }

    private void writePid(long pid) throws NamespaceException {
        try {
            Files.writeString(pidFile, pid + "\n");
            pidFileWritten = true;
        } catch (IOException e) {
            Errno errno = Errno.of(e);
            throw new NamespaceException("write", "--pid-file " + pidFile, errno);
        }
    }

    /** Tells the end of the command, whose status nobody is to miss because somebody has ceased to listen. */
    public void ended(int status) {
        if (statusDescriptor != null) {
            try {
                write(statusDescriptor, Map.of("exit-code", status));
            } catch (IOException e) {
                System.err.println("ns: " + e.getMessage());
            }
        }
    }

    /** By the descriptor itself: opening it anew would not do for a socket, and would empty a file. */
    private static void write(int descriptor, Map<String, ?> object) throws IOException {
        byte[] bytes = (JSON.std.asString(object) + "\n").getBytes(StandardCharsets.UTF_8);
        FileCalls.write(descriptor, bytes, 0, bytes.length, "descriptor " + descriptor);
    }

    private static void block(int descriptor) throws NamespaceException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1);
            long answer;
            do {
                answer = Libc.syscall(SystemCall.READ, descriptor, memory.address(), 1);
            } while (answer == -Errno.EINTR.number());
            Native.check(answer, "read", "descriptor " + descriptor);
        }
    }

    @Override
    public void close() throws IOException {
        if (pidFileWritten) {
            Files.deleteIfExists(pidFile);
        }
    }
}

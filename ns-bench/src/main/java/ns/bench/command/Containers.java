package ns.bench.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ns.bench.peer.Sources;
import ns.bench.peer.WholeCommand;
import ns.bench.peer.Workplace;

/** Commands that run /bin/true in a container; all that they write lies in the workplace. No control groups are made. */
final class Containers {

    private static final String ID = "ns-bench-" + ProcessHandle.current().pid();

    private final Sources sources;
    private final Path folder;

    Containers(Sources sources, Workplace workplace) {
        this.sources = sources;
        folder = workplace.folder();
    }

    WholeCommand crun() throws IOException, InterruptedException {
        return WholeCommand.of("crun", "--root", folder.resolve("crun").toString(), "--cgroup-manager=disabled",
                "run", "--bundle", bundle().toString(), ID);
    }

    WholeCommand runc() throws IOException, InterruptedException {
        return WholeCommand.of("runc", "--root", folder.resolve("runc").toString(), "run", "--bundle", bundle().toString(), ID);
    }

    WholeCommand podman() throws IOException, InterruptedException {
        Path settings = Files.writeString(folder.resolve("containers.conf"), resource("containers.conf"));
        return WholeCommand.of("podman", "--root", folder.resolve("podman").toString(),
                        "--runroot", folder.resolve("podman-run").toString(), "--tmpdir", folder.resolve("podman-tmp").toString(),
                        "--storage-driver", "vfs", "--runtime", "crun",
                        "run", "--rm", "--network", "none", "--cgroups", "disabled", "--ulimit", "host",
                        "--rootfs", rootfs().toString(), "/bin/true")
                .with(Map.of("CONTAINERS_CONF", settings.toString()));
    }

    /** A folder as the OCI runtime specification has it. */
    private Path bundle() throws IOException, InterruptedException {
        rootfs();
        Files.writeString(folder.resolve("config.json"), resource("config.json"));
        return folder;
    }

    private Path rootfs() throws IOException, InterruptedException {
        Path rootfs = folder.resolve("rootfs");
        Path command = rootfs.resolve("bin/true");
        if (Files.notExists(command)) {
            for (String name : List.of("bin", "dev", "proc")) {
                Files.createDirectories(rootfs.resolve(name));
            }
            Files.move(Path.of(sources.c("true", "-static")), command);
        }
        return rootfs;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Containers.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

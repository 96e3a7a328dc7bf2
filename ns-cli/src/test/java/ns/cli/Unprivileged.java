package ns.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** A user without any privilege, who has a copy of the distribution: another one where root runs the tests. */
final class Unprivileged {

    private static final int NOBODY = 65534;

    private final int uid;
    private final int gid;
    private final Path folder;
    private final String[] become;
    private final Path launcher;

    /** For a folder that is to be open to that user. Skips where there are no namespaces for it. */
    Unprivileged(Path folder) throws Exception {
        this.folder = folder;
        boolean root = Ns.uid() == 0;
        uid = root ? NOBODY : Ns.uid();
        gid = root ? NOBODY : Ns.gid();
        become = root ? new String[] {"setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--inh-caps=-all"}
                : new String[] {"env"};
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        launcher = FormsIT.copyTo(folder.resolve("ns")).resolve("bin/ns");
        Ns.Result java = as("test", "-x", System.getProperty("java.home") + "/bin/java").run();
        assumeTrue(java.status() == 0, "user " + uid + " may not run the Java of the tests");
        Ns.Result probe = as("unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--mount-proc").run("true");
        assumeTrue(probe.status() == 0, () -> "unprivileged users may not make namespaces: " + probe.err());
    }

    int uid() {
        return uid;
    }

    int gid() {
        return gid;
    }

    /** A program that this user runs. */
    Ns as(String... command) {
        return new Ns(Stream.concat(Stream.of(become), Stream.of(command)).toArray(String[]::new))
                .env("HOME", "/nonexistent").in(folder);
    }

    /** The user's own ns. */
    Ns ns() {
        return as(launcher.toString());
    }

    /** Its path. */
    String launcher() {
        return launcher.toString();
    }

    /** A new folder that belongs to the user. */
    Path newFolder() throws Exception {
        Path own = Files.createTempDirectory(folder, "own");
        own(own);
        return own;
    }

    /** Gives the user a file, or a folder with all that is in it. */
    void own(Path file) throws Exception {
        if (Ns.uid() != uid) {
            assertEquals(0, new ProcessBuilder("chown", "-R", uid + ":" + gid, file.toString()).inheritIO().start().waitFor());
        }
    }
}

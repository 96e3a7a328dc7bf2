package ns.core;

import static ns.core.Fixtures.assumeRoot;
import static ns.core.Fixtures.run;
import static ns.core.Fixtures.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import ns.core.mount.Mount;
import org.junit.jupiter.api.Test;

/** Sandboxes in which the caller's own id is not mapped: it could make no file in a file system of the sandbox. */
class UnmappedCallerTest {

    private static final int COUNT = 65_536;

    private static IsolationBuilder withRangesOfOthers(IsolationBuilder builder) throws Exception {
        assumeRoot("mapping ranges");
        return builder.idMaps(IdMap.Kind.UID, List.of(IdMap.uid(0, 100_000, COUNT)))
                .idMaps(IdMap.Kind.GID, List.of(IdMap.gid(0, 100_000, COUNT)));
    }

    @Test
    void anEmptyRootIsOfTheRootInside() throws Exception {
        Isolation spec = withRangesOfOthers(Sandbox.empty()).mount(Mount.dev(Path.of("/dev"))).mount(Mount.directory(Path.of("/made")))
                .mount(Mount.file(Path.of("/file"), "text".getBytes())).build();
        assertEquals(List.of("0 0 /", "0 0 /dev/shm", "0 0 /made", "0 0 /file"),
                run(spec, sh("stat -c '%u %g %n' / /dev/shm /made /file; touch /new /dev/shm/new")).lines());
    }

    @Test
    void anotherUserInsideHasNoneOfItsRights() throws Exception {
        Isolation spec = withRangesOfOthers(Sandbox.empty()).uid(5).gid(6).build();
        assertEquals(List.of("5", "6", "0", "0000000000000000"), run(spec, sh("id -u; id -g; stat -c %u /;"
                + " sed -n 's/CapEff:.//p' /proc/self/status")).lines());
    }

    @Test
    void aTmpfsInTheOldRootCanBeWrittenTo() throws Exception {
        Isolation spec = withRangesOfOthers(Isolation.builder().namespaces(Namespace.ALL)).mount(Mount.tmpfs(Path.of("/mnt"))).build();
        assertEquals(List.of("0 0"), run(spec, sh("touch /mnt/new && stat -c '%u %g' /mnt/new")).lines());
    }
}

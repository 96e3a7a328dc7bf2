package ns.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ns.net.link.Links;
import ns.net.netlink.Netlink;
import ns.net.probe.LinkTrial;
import ns.net.probe.NetworkTrial;

/** What of the network can be made; never on the host. */
final class NetworkChecks {

    private static final String HEADING = "Network";
    private static final Path NAMES = Path.of("/run/netns");

    private NetworkChecks() {}

    static List<Check> all() {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.of(HEADING, "rtnetlink", NetworkChecks::rtnetlink));
        for (LinkTrial trial : LinkTrial.values()) {
            checks.add(Check.of(HEADING, "type " + trial.title(), () -> {
                if (trial.obstacle().isPresent()) {
                    return Result.notApplicable("not tried: " + trial.obstacle().get());
                }
                trial.check();
                return Result.ok("made in a new network namespace");
            }));
        }
        checks.add(Check.works(HEADING, "/dev/net/tun", "a tun link is made in a new network namespace", NetworkTrial::tun));
        checks.add(Check.of(HEADING, NAMES.toString(), NetworkChecks::names));
        return checks;
    }

    /** Reading changes nothing, and shows that the kernel answers. */
    private static Result rtnetlink() throws IOException {
        try (Netlink netlink = Netlink.open()) {
            return Result.ok("answers: " + netlink.list(Links.all()).size() + " links here");
        }
    }

    private static Result names() throws IOException {
        NetworkTrial.name();
        Path folder = Files.exists(NAMES) ? NAMES : NAMES.getParent();
        return Files.isWritable(folder) ? Result.ok("names can be given to network namespaces")
                : Result.no(folder + " is not writable", "mount a tmpfs on " + NAMES + ", or make the root writable");
    }
}

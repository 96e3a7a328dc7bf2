package ns.cli.help;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options of a command that belong together.
 *
 * @param title what they are about
 * @param options in the order in which they are told of
 */
public record Topic(String title, List<OptionSpec> options) {

    /** Of the commands that have more options than fit a screen; those that are in none of them come last. */
    private static final Map<String, Map<String, String>> TOPICS = Map.of(
            "run", inOrder(
                    "Namespaces", "--only --share --keep --hostname --domainname --monotonic --boottime",
                    "Network", "--net --veth --default-route",
                    "Identities", "--map-root-user --map-current-user --map-auto --map-users --map-groups --setgroups"
                            + " --uid --gid --groups",
                    "Root", "--root --read-only-root --propagation --mount-proc --no-mount-proc",
                    "Mounts", "--bind --bind-try --ro-bind --ro-bind-try --dev-bind --dev-bind-try --tmpfs --proc --dev --mqueue"
                            + " --overlay-src --overlay --tmp-overlay --ro-overlay --symlink --dir --file --remount-ro --chmod"
                            + " --perms --size --flags",
                    "Privileges", "--cap-drop --cap-keep --cap-ambient --allow-new-privs --disable-userns --seccomp",
                    "Limits", "--rlimit --memory --pids --cpus --io --cgroup --cgroup-parent --time-limit --kill-signal",
                    "Process", "--env --clear-env --cwd --init --die-with-parent --pty --new-session --argv0 --umask --nice --fd",
                    "Status", "--json-status-fd --info-fd --block-fd --sync-fd --pid-file"),
            "unshare", inOrder(
                    "Namespaces", "--mount --uts --ipc --net --pid --user --cgroup --time",
                    "Identities", "--map-root-user --map-current-user --map-auto --map-subids --map-user --map-group --map-users"
                            + " --map-groups --owner --setgroups --setuid --setgid --keep-caps",
                    "Mounts", "--root --mount-proc --mount-binfmt --load-interp --propagation",
                    "Process", "--fork --forward-signals --kill-child --wd --monotonic --boottime --clear-env --whitelist-env"),
            "enter", inOrder(
                    "Namespaces", "--target --all --mount --uts --ipc --net --net-socket --pid --user --user-parent --cgroup --time",
                    "Identities", "--setuid --setgid --keep-caps --preserve-credentials",
                    "Process", "--root --wd --wdns --env --join-cgroup --no-fork --follow-context"));

    private static Map<String, String> inOrder(String... titlesAndOptions) {
        Map<String, String> topics = new LinkedHashMap<>();
        for (int i = 0; i < titlesAndOptions.length; i += 2) {
            topics.put(titlesAndOptions[i], titlesAndOptions[i + 1]);
        }
        return topics;
    }

    /** The topics of a command; none where its options are few. */
    public static List<Topic> of(CommandSpec command) {
        List<OptionSpec> others = new ArrayList<>(command.options());
        List<Topic> topics = new ArrayList<>();
        TOPICS.getOrDefault(command.name(), Map.of()).forEach((title, names) -> {
            List<OptionSpec> options = Arrays.stream(names.split(" ")).map(command::findOption).toList();
            topics.add(new Topic(title, options));
            others.removeAll(options);
        });
        others.removeIf(OptionSpec::hidden);
        if (!topics.isEmpty()) {
            topics.add(new Topic("Other", others));
        }
        return topics;
    }
}

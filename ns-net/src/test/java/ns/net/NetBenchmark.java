package ns.net;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import ns.net.address.IpPrefix;
import ns.net.link.Link;
import ns.net.link.LinkKind;
import ns.net.link.LinkSpec;
import ns.net.link.Links;
import ns.net.netlink.Change;
import ns.net.netlink.Netlink;
import ns.net.netlink.Outcome;
import ns.net.route.Route;
import ns.net.route.Routes;

/**
 * How long it takes to configure a network, against {@code ip} doing the same.
 *
 * <p>The contestants take turns in one JVM, in a network namespace of their own, so that what else the machine does slows all
 * of them. Arguments: how many rounds are measured, 7 without one. Read the ratios, not the milliseconds.
 */
final class NetBenchmark {

    private static final int WARM_UP = 4;
    private static final int ROUNDS = 7;
    private static final int ROUTES = 50_000;
    private static final int NAMESPACES = 200;
    private static final int PAIRS = 1000;
    private static final long TABLE = 1000;
    private static final InetAddress GATEWAY = InetAddress.ofLiteral("10.0.0.2");
    private static final double NANOS_PER_MILLI = 1e6;

    private NetBenchmark() {}

    /** What is measured, or done before or after that. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** One way to do something, and the nanoseconds that took. */
    private record Contestant(String name, Action action, Action undo, List<Long> times) {

        Contestant(String name, Action action, Action undo) {
            this(name, action, undo, new ArrayList<>());
        }

        void run() throws IOException {
            long begin = System.nanoTime();
            action.run();
            times.add(System.nanoTime() - begin);
            undo.run();
        }

        long median() {
            List<Long> sorted = new ArrayList<>(times);
            Collections.sort(sorted);
            return sorted.get(sorted.size() / 2);
        }
    }

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
        try (TestNetwork network = new TestNetwork()) {
            network.output("ip", "link", "set", "lo", "up");
            network.output("ip", "address", "add", "10.0.0.1/24", "dev", "lo");
            adding(rounds, network);
            listing(rounds, network);
        }
        namespaces(rounds);
        pairs(rounds);
    }

    private static void adding(int rounds, TestNetwork network) throws IOException {
        Netlink netlink = network.netlink();
        Path commands = batchFile(IntStream.range(0, ROUTES)
                .mapToObj(i -> "route add " + IpPrefix.text(destination(i).address()) + " via 10.0.0.2 table " + TABLE).toList());
        Action undo = () -> deleteAll(netlink);
        compare("adding " + ROUTES + " routes", ROUTES, rounds, List.of(
                new Contestant("ip -batch", () -> run(network, "ip", "-batch", commands.toString()), undo),
                new Contestant("one by one", () -> {
                    for (int i = 0; i < ROUTES; i++) {
                        netlink.run(Routes.add(route(i)));
                    }
                }, undo),
                new Contestant("batched", () -> require(netlink.batch(changes())), undo)));
        Files.delete(commands);
    }

    private static void listing(int rounds, TestNetwork network) throws IOException {
        Netlink netlink = network.netlink();
        require(netlink.batch(changes()));
        String table = Long.toString(TABLE);
        Action none = () -> { };
        compare("listing " + ROUTES + " routes", ROUTES, rounds, List.of(
                new Contestant("ip route show",
                        () -> run(network, "ip", "route", "show", "table", table), none),
                new Contestant("ip -j route show",
                        () -> run(network, "ip", "-j", "route", "show", "table", table), none),
                new Contestant("list", () -> requireAll(netlink.list(Routes.of(TABLE)).size()), none),
                new Contestant("forEach", () -> {
                    int[] count = new int[1];
                    netlink.forEach(Routes.of(TABLE), route -> count[0]++);
                    requireAll(count[0]);
                }, none)));
    }

    private static void namespaces(int rounds) throws IOException {
        List<String> names = IntStream.range(0, NAMESPACES)
                .mapToObj(i -> "bench-" + ProcessHandle.current().pid() + "-" + i).toList();
        List<String> lines = new ArrayList<>(names.stream().map(name -> "netns add " + name).toList());
        lines.addAll(names.stream().map(name -> "netns del " + name).toList());
        Path commands = batchFile(lines);
        Action none = () -> { };
        compare("creating and deleting " + NAMESPACES + " named namespaces", NAMESPACES, rounds, List.of(
                new Contestant("ip -batch", () -> run(List.of("ip", "-batch", commands.toString())), none),
                new Contestant("NetNamespace", () -> {
                    for (String name : names) {
                        NetNamespace.create(name).close();
                    }
                    for (String name : names) {
                        NetNamespace.delete(name);
                    }
                }, none)));
        Files.delete(commands);
    }

    private static void pairs(int rounds) throws IOException {
        Path commands = batchFile(IntStream.range(0, PAIRS)
                .mapToObj(i -> "link add a" + i + " type veth peer name b" + i).toList());
        List<TestNetwork> current = new ArrayList<>(List.of(new TestNetwork()));
        Action renew = () -> current.set(0, renewed(current.getFirst()));
        compare("creating " + PAIRS + " pairs of veth", PAIRS, rounds, List.of(
                new Contestant("ip -batch", () -> run(current.getFirst(), "ip", "-batch", commands.toString()), renew),
                new Contestant("one by one", () -> {
                    for (int i = 0; i < PAIRS; i++) {
                        current.getFirst().netlink().run(pair(i));
                    }
                }, renew),
                new Contestant("batched", () -> require(current.getFirst().netlink().batch(
                        IntStream.range(0, PAIRS).mapToObj(NetBenchmark::pair).toList())), renew)));
        current.getFirst().close();
        Files.delete(commands);
    }

    private static Change pair(int i) {
        return Links.add(LinkSpec.of("a" + i, LinkKind.Veth.peer("b" + i)));
    }

    /** Takes the pairs away here and now: the kernel would do it later, beside what is measured next. */
    private static TestNetwork renewed(TestNetwork network) throws IOException {
        for (Link link : network.netlink().list(Links.all())) {
            if (link.name().startsWith("a")) {
                network.netlink().run(Links.delete(link.index()));
            }
        }
        network.close();
        return new TestNetwork();
    }

    private static Path batchFile(List<String> commands) throws IOException {
        Path file = Files.createTempFile("bench", ".batch");
        return Files.write(file, commands);
    }

    private static IpPrefix destination(int i) {
        try {
            return IpPrefix.of(InetAddress.getByAddress(new byte[] {10, (byte) (128 + (i >> 16)), (byte) (i >> 8), (byte) i}));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Route route(int i) {
        return Route.to(destination(i)).via(GATEWAY).table(TABLE).build();
    }

    private static List<Change> changes() {
        return IntStream.range(0, ROUTES).mapToObj(i -> Routes.add(route(i))).toList();
    }

    private static void deleteAll(Netlink netlink) throws IOException {
        requireAll(netlink.list(Routes.of(TABLE)).size());
        require(netlink.batch(IntStream.range(0, ROUTES).mapToObj(i -> Routes.delete(route(i))).toList()));
    }

    private static void requireAll(int count) {
        if (count != ROUTES) {
            throw new IllegalStateException(count + " routes of " + ROUTES);
        }
    }

    private static void require(List<Outcome> outcomes) throws IOException {
        for (Outcome outcome : outcomes) {
            if (outcome.error().isPresent()) {
                throw outcome.error().get();
            }
        }
    }

    private static void run(TestNetwork network, String... command) throws IOException {
        List<String> entered = new ArrayList<>(List.of("nsenter",
                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + network.namespace().descriptor()));
        entered.addAll(List.of(command));
        run(entered);
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT).start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": status " + process.exitValue());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void compare(String what, int count, int rounds, List<Contestant> contestants) throws IOException {
        for (int round = -WARM_UP; round < rounds; round++) {
            if (round == 0) {
                contestants.forEach(each -> each.times().clear());
            }
            for (int i = 0; i < contestants.size(); i++) {
                // Each comes first as often as the others.
                contestants.get(Math.floorMod(i + round, contestants.size())).run();
            }
        }
        System.out.printf("%s, medians of %d rounds%n", what, rounds);
        double first = contestants.getFirst().median();
        for (Contestant each : contestants) {
            System.out.printf("    %-20s %9.1f ms  %8.2f µs each  %5.2f of %s%n", each.name(), each.median() / NANOS_PER_MILLI,
                    each.median() / 1000.0 / count, each.median() / first, contestants.getFirst().name());
        }
    }
}

package ns.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import ns.core.Namespace;
import ns.core.process.Deadline;
import ns.net.address.Address;
import ns.net.address.Addresses;
import ns.net.link.Link;
import ns.net.link.LinkKind;
import ns.net.link.LinkSpec;
import ns.net.link.Links;
import ns.net.netlink.Netlink;
import org.junit.jupiter.api.Test;

/** One JVM that is many nodes of a network. */
@NeedsNetworks
class ManyNodesTest {

    private static final int PORT = 8080;
    private static final int TIMEOUT_MILLIS = 500;

    /** Joins a node to the switch by a veth pair: eth0 inside, a port outside. */
    private static void plug(TestNetwork node, TestNetwork hub, int bridge, int number) throws IOException {
        Netlink netlink = node.netlink();
        hub.netlink().run(Links.add(
                LinkSpec.of("port" + number, LinkKind.Veth.peer("eth0").in(node.namespace())).withMaster(bridge)));
        hub.netlink().run(Links.up(hub.netlink().get(Links.index("port" + number))));
        int eth0 = netlink.get(Links.index("eth0"));
        netlink.run(Addresses.add(Address.of(eth0, "10.0.0." + number + "/24")));
        netlink.run(Links.up(eth0));
    }

    private static String get(NetNamespace from, String host) throws IOException {
        try (Socket socket = from.socketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), PORT), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    /** The threads of this JVM that are not in its own network namespace, by their names. */
    private static List<String> threadsElsewhere(String own) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                try {
                    if (!Files.readSymbolicLink(thread.resolve("ns/net")).toString().equals(own)) {
                        names.add(Files.readString(thread.resolve("comm")).strip());
                    }
                } catch (NoSuchFileException e) {
                    // It has ended.
                }
            }
        }
        return names;
    }

    @Test
    void nodesJoinedByABridgeReachEachOtherUntilALinkGoesDown() throws Exception {
        String own = "net:[" + Namespace.NETWORK.currentId() + "]";
        try (TestNetwork hub = new TestNetwork(); TestNetwork server = new TestNetwork();
                TestNetwork east = new TestNetwork(); TestNetwork west = new TestNetwork();
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            hub.netlink().run(Links.add(LinkSpec.of("br0", LinkKind.Bridge.DEFAULT)));
            int bridge = hub.netlink().get(Links.index("br0"));
            hub.netlink().run(Links.up(bridge));
            plug(server, hub, bridge, 1);
            plug(east, hub, bridge, 2);
            plug(west, hub, bridge, 3);
            HttpServer http = server.namespace().call(() -> HttpServer.create(new InetSocketAddress("10.0.0.1", PORT), 0));
            http.createContext("/", exchange -> {
                byte[] body = exchange.getRemoteAddress().getAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            http.start();
            try {
                List<Future<String>> answers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    NetNamespace from = (i % 2 == 0 ? east : west).namespace();
                    answers.add(virtual.submit(() -> get(from, "10.0.0.1")));
                }
                for (int i = 0; i < answers.size(); i++) {
                    assertEquals(i % 2 == 0 ? "10.0.0.2" : "10.0.0.3", answers.get(i).get());
                }
                assertThrows(IOException.class, () -> get(hub.namespace(), "10.0.0.1"), "which has no address");
                hub.netlink().run(Links.down(hub.netlink().get(Links.index("port3"))));
                assertEquals("10.0.0.2", virtual.submit(() -> get(east.namespace(), "10.0.0.1")).get());
                assertTrue(assertThrows(ExecutionException.class,
                        () -> virtual.submit(() -> get(west.namespace(), "10.0.0.1")).get()).getCause() instanceof IOException);
                Link eth0 = west.netlink().get(Links.get("eth0"));
                long sentBefore = eth0.statistics().orElseThrow().rxPackets();
                assertThrows(IOException.class, () -> get(west.namespace(), "10.0.0.1"));
                assertEquals(sentBefore, west.netlink().get(Links.get("eth0")).statistics().orElseThrow().rxPackets());
                // The JDK's server starts a timer where it is made, which closes idle connections. No other thread is inside.
                Deadline.await("no thread but the server's timer inside", () -> {
                    try {
                        return threadsElsewhere(own).equals(List.of("idle-timeout-ta"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
            } finally {
                http.stop(0);
            }
        }
    }

    @Test
    void theSamePortIsBoundInEachNode() throws Exception {
        try (TestNetwork one = new TestNetwork(); TestNetwork other = new TestNetwork()) {
            one.netlink().run(Links.up(1));
            other.netlink().run(Links.up(1));
            try (ServerSocket first = one.namespace().serverSocketFactory().createServerSocket(PORT);
                    ServerSocketChannel second = other.namespace().openServerSocketChannel().bind(new InetSocketAddress(PORT));
                    DatagramChannel udp = one.namespace().openDatagramChannel().bind(new InetSocketAddress("127.0.0.1", PORT));
                    DatagramChannel sender = one.namespace().openDatagramChannel()) {
                sender.send(ByteBuffer.wrap(new byte[] {7}), udp.getLocalAddress());
                ByteBuffer received = ByteBuffer.allocate(2);
                udp.receive(received);
                assertEquals(7, received.get(0));
                try (Socket client = one.namespace().socketFactory().createSocket("127.0.0.1", PORT);
                        Socket accepted = first.accept()) {
                    assertEquals(client.getLocalPort(), accepted.getPort());
                }
                try (var client = other.namespace().openSocketChannel()) {
                    client.connect(second.getLocalAddress());
                    assertTrue(client.isConnected());
                }
            }
        }
    }
}

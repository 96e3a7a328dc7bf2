package ns.core;

import static ns.core.Fixtures.rootIn;
import static ns.core.Fixtures.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import ns.core.process.ForkedJvm;
import org.junit.jupiter.api.Test;

/** Network namespaces: interfaces and ports. */
class NetworkTest {

    private static final Isolation UP = rootIn(Namespace.NETWORK).loopbackUp().build();
    private static final Isolation DOWN = UP.toBuilder().loopbackDown().build();

    @Test
    void onlyLoIsInsideAndItIsUp() throws Exception {
        List<String> links = run(UP, "ip", "-oneline", "link").lines();
        assertEquals(1, links.size(), links::toString);
        assertTrue(links.getFirst().startsWith("1: lo: <LOOPBACK,UP,LOWER_UP>"), links::toString);
    }

    @Test
    void loIsDownWhereItIsNotBroughtUp() throws Exception {
        List<String> links = run(DOWN, "ip", "-oneline", "link").lines();
        assertEquals(1, links.size(), links::toString);
        assertTrue(links.getFirst().startsWith("1: lo: <LOOPBACK>"), links::toString);
    }

    @Test
    void theLoopbackAddressAnswers() throws Exception {
        assertEquals(List.of("lo", "hello"), run(UP, ForkedJvm.command(NetworkTest.class, "talkToItself", "0")).lines());
    }

    @Test
    void theLoopbackAddressDoesNotAnswerWhereLoIsDown() throws Exception {
        Fixtures.Outcome outcome = run(DOWN, ForkedJvm.command(NetworkTest.class, "talkToItself", "0"));
        assertTrue(outcome.err().contains(SocketException.class.getName()), outcome::toString);
    }

    @Test
    void aPortBoundOutsideCanBeBoundInsideAsWell() throws Exception {
        try (ServerSocket outside = listen(0)) {
            int port = outside.getLocalPort();
            assertThrows(BindException.class, () -> listen(port).close());
            String[] inside = ForkedJvm.command(NetworkTest.class, "talkToItself", Integer.toString(port));
            assertEquals(List.of("lo", "hello"), run(UP, inside).lines());
        }
    }

    /** Runs inside: prints the interfaces that are up, then what it received from itself. */
    static void talkToItself(String... args) throws IOException {
        try (Stream<NetworkInterface> links = NetworkInterface.networkInterfaces()) {
            links.map(NetworkInterface::getName).forEach(System.out::println);
        }
        try (ServerSocket server = listen(Integer.parseInt(args[0]));
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write("hello\n".getBytes());
            client.shutdownOutput();
            accepted.getInputStream().transferTo(System.out);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(false);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        return socket;
    }
}

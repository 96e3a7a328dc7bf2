package ns.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;

/** Makes listening sockets inside a network namespace; they are bound by the calling thread. */
final class InsideServerSocketFactory extends ServerSocketFactory {

    private static final int DEFAULT_BACKLOG = 0;

    private final NetNamespace namespace;

    InsideServerSocketFactory(NetNamespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return namespace.enterAndRun(() -> {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(socket.getReuseAddress()); // only now is there a descriptor
            return socket;
        });
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, DEFAULT_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        ServerSocket socket = createServerSocket();
        try {
            socket.bind(new InetSocketAddress(address, port), backlog);
            return socket;
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }
}

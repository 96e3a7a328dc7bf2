package ns.net.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import ns.net.bindings.fib_rule_hdr;
import ns.net.bindings.ifaddrmsg;
import ns.net.bindings.ifinfomsg;
import ns.net.bindings.ndmsg;
import ns.net.bindings.net_h;
import ns.net.bindings.rtgenmsg;
import ns.net.bindings.rtmsg;
import ns.net.bindings.tcmsg;
import ns.net.netlink.Change;

/**
 * What ip, tc and bridge send for a command, as {@code src/test/golden/record.sh} has recorded it.
 *
 * <p>Compared are type, flags, struct and attributes; the order of attributes means nothing to the kernel, and is that of the
 * command line in these tools, so that it does not count here, save within nested ones.
 */
public final class Golden {

    private static final Path FILE = Path.of("src/test/golden/golden.txt");

    private Golden() {}

    /** Fails where the changes are not what was recorded for a command. */
    public static void assertSame(String command, Change... changes) throws IOException {
        assertEquals(
                String.join("\n", recorded(command).stream().map(Golden::readable).toList()),
                String.join("\n", Arrays.stream(changes).map(Golden::bytes).map(Golden::readable).toList()),
                command);
    }

    /** The messages recorded for a command; each with its header. */
    public static List<ByteBuffer> recorded(String command) throws IOException {
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith(command + " = ")) {
                return Arrays.stream(line.substring(command.length() + 3).split(" "))
                        .map(hex -> ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN)).toList();
            }
        }
        throw new AssertionError("nothing recorded for '" + command + "': add it to commands and run record.sh");
    }

    private static ByteBuffer bytes(Change change) {
        byte[] payload = change.payload();
        ByteBuffer out = ByteBuffer.allocate(Message.padded(Message.HEADER + payload.length)).order(ByteOrder.nativeOrder());
        Message.write(out, change.type(), change.flags() | net_h.NLM_F_REQUEST() | net_h.NLM_F_ACK(), 0, payload);
        return out.flip();
    }

    /** A message as lines: the header, the struct, the attributes in the order of their types. */
    private static String readable(ByteBuffer bytes) {
        List<String> lines = new ArrayList<>();
        Message.forEach(bytes, message -> {
            lines.add(String.format("type %d flags 0x%x", message.type(), message.flags()));
            int size = structSize(message.type());
            byte[] struct = new byte[size];
            message.payload().get(0, struct);
            lines.add("  struct " + HexFormat.of().formatHex(struct));
            List<String> attributes = new ArrayList<>();
            Attributes.behind(message.payload(), size).forEach((value, type) -> {
                byte[] copy = new byte[value.remaining()];
                value.get(copy);
                attributes.add(String.format("  %3d %s", type, HexFormat.of().formatHex(copy)));
            });
            attributes.sort(null);
            lines.addAll(attributes);
        });
        return String.join("\n", lines);
    }

    private static int structSize(int type) {
        // The types of one object are four, of which the first is a multiple of four.
        int object = type & ~3;
        if (object == net_h.RTM_NEWLINK() || object == net_h.RTM_NEWLINKPROP()) {
            return (int) ifinfomsg.sizeof();
        } else if (object == net_h.RTM_NEWADDR()) {
            return (int) ifaddrmsg.sizeof();
        } else if (object == net_h.RTM_NEWROUTE()) {
            return (int) rtmsg.sizeof();
        } else if (object == net_h.RTM_NEWNEIGH()) {
            return (int) ndmsg.sizeof();
        } else if (object == net_h.RTM_NEWRULE()) {
            return (int) fib_rule_hdr.sizeof();
        } else if (object == net_h.RTM_NEWQDISC() || object == net_h.RTM_NEWTCLASS()) {
            return (int) tcmsg.sizeof();
        } else if (object == net_h.RTM_NEWNSID()) {
            return (int) rtgenmsg.sizeof();
        }
        throw new AssertionError("message of type " + type);
    }
}

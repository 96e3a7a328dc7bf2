package ns.net.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.address.RouteProtocol;
import ns.net.wire.Golden;
import ns.net.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;

class RuleCodecTest {

    private static final int TCP = 6;

    private static RuleBuilder rule() {
        return Rule.of(IpFamily.IPV4);
    }

    private static IpPrefix ip(String prefix) {
        return IpPrefix.parse(prefix);
    }

    private static Rule ofAll() {
        return rule().source(ip("10.0.0.0/8")).destination(ip("10.1.0.0/16")).mark(1, 3).inputLink("lo").outputLink("left")
                .users(new Range(3, 5)).ipProtocol(TCP).sourcePorts(new Range(1, 2)).destinationPorts(Range.of(80)).lookup(1000)
                .suppressPrefixLength(0).suppressGroup(4).priority(77).build();
    }

    @Test
    void requestsAreThoseOfIp() throws IOException {
        Golden.assertSame("ip rule add from 10.0.0.0/8 lookup 100", Rules.add(rule().source(ip("10.0.0.0/8")).lookup(100).build()));
        Golden.assertSame("ip rule add from 10.0.0.0/8 to 10.1.0.0/16 fwmark 0x1/0x3 iif lo oif left uidrange 3-5 ipproto tcp"
                + " sport 1-2 dport 80 lookup 1000 suppress_prefixlength 0 suppress_ifgroup 4 pref 77", Rules.add(ofAll()));
        Golden.assertSame("ip rule add not from 10.0.0.0/8 tos 0x10 goto 77 pref 5", Rules.add(rule().inverted()
                .source(ip("10.0.0.0/8")).tos(0x10).action(new RuleAction.Goto(77)).priority(5).build()));
        Golden.assertSame("ip rule add blackhole to 10.9.9.9 pref 6 protocol static", Rules.add(rule()
                .action(RuleAction.Simple.BLACKHOLE).destination(ip("10.9.9.9")).priority(6).protocol(RouteProtocol.STATIC).build()));
        Golden.assertSame("ip rule add unreachable pref 7",
                Rules.add(rule().action(RuleAction.Simple.UNREACHABLE).priority(7).build()));
        Golden.assertSame("ip rule add prohibit pref 8", Rules.add(rule().action(RuleAction.Simple.PROHIBIT).priority(8).build()));
        Golden.assertSame("ip rule add nop pref 9", Rules.add(rule().action(RuleAction.Simple.NOP).priority(9).build()));
        Golden.assertSame("ip rule add l3mdev pref 1000", Rules.add(rule().l3mdev().priority(1000).build()));
        Golden.assertSame("ip -6 rule add from fd00::/8 fwmark 7 lookup 100",
                Rules.add(Rule.of(IpFamily.IPV6).source(ip("fd00::/8")).mark(7).lookup(100).build()));
        Golden.assertSame("ip rule del pref 77", Rules.delete(IpFamily.IPV4, 77));
        Golden.assertSame("ip rule del blackhole to 10.9.9.9", Rules.delete(rule()
                .action(RuleAction.Simple.BLACKHOLE).destination(ip("10.9.9.9")).build()));
    }

    private static Rule decoded(byte[] bytes) {
        return RuleCodec.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }

    @Test
    void whatIsEncodedIsDecoded() {
        Rule rule = ofAll().toBuilder().inverted().l3mdev().tos(8).protocol(RouteProtocol.DHCP).others(Map.of(99, "0102")).build();
        assertEquals(rule, decoded(RuleCodec.encode(rule).toBytes()));
    }

    @Test
    void textIsThatOfIp() {
        assertEquals("pref 77 from 10.0.0.0/8 to 10.1.0.0/16 fwmark 0x1/0x3 iif lo oif left uidrange 3-5 ipproto 6 sport 1-2"
                + " dport 80 lookup 1000 suppress_prefixlength 0 suppress_ifgroup 4", ofAll().toString());
        assertEquals("from all lookup main", rule().build().toString());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> rule().source(ip("fd00::/8")).build());
        assertThrows(IllegalArgumentException.class, () -> rule().destinationPorts(Range.of(65536)).build());
        assertThrows(IllegalArgumentException.class, () -> rule().tos(256).build());
        assertThrows(IllegalArgumentException.class, () -> new Range(2, 1));
    }

    @Test
    void damagedBytesAreMalformed() {
        byte[] whole = RuleCodec.encode(ofAll()).toBytes();
        Random random = new Random(1);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = Arrays.copyOf(whole, round % 2 == 0 ? whole.length : random.nextInt(whole.length + 1));
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                decoded(bytes);
            } catch (MalformedMessageException e) {
                // as declared
            }
        }
    }
}

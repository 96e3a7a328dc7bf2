package ns.net.tc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import ns.net.wire.Golden;
import org.junit.jupiter.api.Test;

class TcCodecTest {

    private static final int LEFT = 3;
    private static final long KILO = 1000;
    private static final long MEGA = KILO * KILO;
    private static final long GIGA = KILO * MEGA;

    private static final QdiscKind NETEM = new QdiscKind.Netem(Duration.ofMillis(1), Duration.ZERO, 0, 0.3, 25, 2, 0.1, 25, 50,
            5, OptionalLong.of(MEGA), 500);
    private static final QdiscKind CODEL = new QdiscKind.FqCodel(OptionalLong.empty(), OptionalLong.of(64), Optional.empty(),
            Optional.empty(), OptionalLong.of(300), Optional.of(false), Optional.of(Duration.ofMillis(1)), OptionalLong.of(1 << 20));

    private static void assertAdd(String command, QdiscKind kind) throws IOException {
        Golden.assertSame("tc qdisc add dev left " + command, Qdiscs.add(Qdisc.root(LEFT, kind)));
    }

    @Test
    void queueingDisciplinesAreThoseOfTc() throws IOException {
        assertAdd("root tbf rate 1mbit burst 10kb latency 50ms", QdiscKind.Tbf.of(MEGA, 10 * 1024, Duration.ofMillis(50)));
        Golden.assertSame("tc qdisc add dev left root handle 7: tbf rate 8gbit burst 1mb limit 2mb peakrate 40gbit mtu 1540",
                Qdiscs.add(Qdisc.root(LEFT, new QdiscKind.Tbf(8 * GIGA, 1 << 20, 2 << 20, OptionalLong.of(40 * GIGA), 1540))
                        .withHandle(Handle.parse("7:"))));
        Golden.assertSame("tc qdisc add dev left root handle 1: htb default 10",
                Qdiscs.add(Qdisc.root(LEFT, QdiscKind.Htb.of(0x10)).withHandle(Handle.parse("1:"))));
        assertAdd("root pfifo limit 50", new QdiscKind.Pfifo(50));
        assertAdd("root bfifo limit 5000", new QdiscKind.Bfifo(5000));
        assertAdd("clsact", new QdiscKind.Clsact());
        assertAdd("ingress", new QdiscKind.Ingress());
        Golden.assertSame("tc qdisc del dev left root", Qdiscs.delete(LEFT, Handle.ROOT));
    }

    @Test
    void thoseThatThisKernelMayLackAreThoseOfTc() throws IOException {
        assertAdd("root netem delay 100ms 10ms 25% loss 1%", new QdiscKind.Netem(Duration.ofMillis(100), Duration.ofMillis(10),
                25, 1, 0, 0, 0, 0, 0, 0, OptionalLong.empty(), 1000));
        Golden.assertSame("tc qdisc replace dev left root netem delay 1ms loss 0.3% 25% duplicate 2% corrupt 0.1%"
                + " reorder 25% 50% gap 5 rate 1mbit limit 500", Qdiscs.replace(Qdisc.root(LEFT, NETEM)));
        assertAdd("root fq_codel limit 1000 target 5ms interval 100ms ecn", new QdiscKind.FqCodel(OptionalLong.of(1000),
                OptionalLong.empty(), Optional.of(Duration.ofMillis(5)), Optional.of(Duration.ofMillis(100)),
                OptionalLong.empty(), Optional.of(true), Optional.empty(), OptionalLong.empty()));
        assertAdd("root fq_codel flows 64 quantum 300 noecn memory_limit 1mb ce_threshold 1ms", CODEL);
    }

    @Test
    void classesAreThoseOfTc() throws IOException {
        Golden.assertSame("tc class add dev left parent 1: classid 1:10 htb rate 1mbit ceil 2mbit", TrafficClasses.add(
                TrafficClass.of(LEFT, Handle.parse("1:"), Handle.parse("1:10"), MEGA, 2 * MEGA)));
        Golden.assertSame("tc class add dev left parent 1: classid 1:11 htb rate 1mbit burst 15k cburst 16k prio 3 quantum 1500",
                TrafficClasses.add(new TrafficClass(LEFT, Handle.parse("1:"), Handle.parse("1:11"), MEGA, MEGA, 15 * 1024,
                        16 * 1024, 3, 1500, Optional.empty())));
        Golden.assertSame("tc class del dev left classid 1:10", TrafficClasses.delete(LEFT, Handle.parse("1:10")));
    }

    @Test
    void whatIsEncodedIsDecoded() {
        for (QdiscKind kind : List.of(NETEM, CODEL, QdiscKind.Htb.of(7), new QdiscKind.Pfifo(0xffff_ffffL), new QdiscKind.Bfifo(1),
                new QdiscKind.Clsact(), new QdiscKind.Ingress(), new QdiscKind.Other("sfq", new byte[] {1, 2, 3, 4}),
                new QdiscKind.Tbf(80 * GIGA, 125_000, 1000, OptionalLong.empty(), 0))) {
            ByteBuffer bytes = ByteBuffer.wrap(TcCodec.encode(Qdisc.root(7, kind)).toBytes()).order(ByteOrder.nativeOrder());
            QdiscKind decoded = TcCodec.decodeQdisc(bytes).kind();
            if (kind instanceof QdiscKind.Netem netem) { // percentages are rounded to fractions of 2^32
                assertEquals(netem.loss(), ((QdiscKind.Netem) decoded).loss(), 1e-6);
                assertEquals(netem.delay(), ((QdiscKind.Netem) decoded).delay());
                assertEquals(netem.rate(), ((QdiscKind.Netem) decoded).rate());
            } else if (kind instanceof QdiscKind.Tbf tbf) {
                assertEquals(tbf.rate(), ((QdiscKind.Tbf) decoded).rate());
                assertEquals(tbf.limit(), ((QdiscKind.Tbf) decoded).limit());
            } else {
                assertEquals(kind, decoded);
            }
        }
    }

    @Test
    void handlesAreReadAndWritten() {
        for (String text : List.of("1:10", "ffff:", "root", "a:b")) {
            assertEquals(text, Handle.parse(text).toString());
        }
        for (String wrong : List.of("", "1", "1:2:3", "x:", "10000:", "1:-1")) {
            assertThrows(IllegalArgumentException.class, () -> Handle.parse(wrong), wrong);
        }
    }
}

package ns.net.route;

import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.wire.Invalid;

/**
 * A packet, to ask where it would go; the arguments of {@code ip route get}.
 *
 * @param destination where to
 * @param source where from; {@code from}
 * @param inputLink the index of the link by which it comes in, as if it were forwarded; {@code iif}
 * @param outputLink the index of the link by which it is to go out; {@code oif}
 * @param mark its mark; {@code mark}
 * @param tos its type of service; {@code tos}
 * @param fibMatch whether to answer with the route that was found, not with what is made of it for this packet;
 *     {@code fibmatch}
 */
public record RouteLookup(InetAddress destination, Optional<InetAddress> source, OptionalInt inputLink,
        OptionalInt outputLink, OptionalLong mark, int tos, boolean fibMatch) {

    /**
     * Checks the families.
     *
     * @throws IllegalArgumentException where the source is of another than the destination
     */
    public RouteLookup {
        Objects.requireNonNull(inputLink, "inputLink");
        Objects.requireNonNull(outputLink, "outputLink");
        Objects.requireNonNull(mark, "mark");
        if (source.isPresent() && IpFamily.of(source.get()) != IpFamily.of(destination)) {
            throw Invalid.argument("route get", IpPrefix.text(destination),
                    "from " + IpPrefix.text(source.get()) + " is of the other family");
        }
    }

    /**
     * A packet of this host's own.
     *
     * @param destination where to
     * @return with nothing else said
     */
    public static RouteLookup to(InetAddress destination) {
        return new RouteLookup(destination, Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(),
                0, false);
    }

    /**
     * The same from an address; {@code from}.
     *
     * @param address of this host, but where there is an input link
     * @return another packet
     */
    public RouteLookup from(InetAddress address) {
        return new RouteLookup(destination, Optional.of(address), inputLink, outputLink, mark, tos, fibMatch);
    }

    /**
     * The same, coming in by a link; {@code iif}.
     *
     * @param index of the link
     * @return another packet
     */
    public RouteLookup iif(int index) {
        return new RouteLookup(destination, source, OptionalInt.of(index), outputLink, mark, tos, fibMatch);
    }

    /**
     * The same, to go out by a link; {@code oif}.
     *
     * @param index of the link
     * @return another packet
     */
    public RouteLookup oif(int index) {
        return new RouteLookup(destination, source, inputLink, OptionalInt.of(index), mark, tos, fibMatch);
    }

    /**
     * The same with a mark; {@code mark}.
     *
     * @param number 0 to 4294967295
     * @return another packet
     */
    public RouteLookup mark(long number) {
        return new RouteLookup(destination, source, inputLink, outputLink, OptionalLong.of(number), tos, fibMatch);
    }

    /**
     * The same with a type of service; {@code tos}.
     *
     * @param number 0 to 255
     * @return another packet
     */
    public RouteLookup tos(int number) {
        return new RouteLookup(destination, source, inputLink, outputLink, mark, number, fibMatch);
    }

    /**
     * The same, to be answered with the route that was found; {@code fibmatch}.
     *
     * @return another packet
     */
    public RouteLookup matching() {
        return new RouteLookup(destination, source, inputLink, outputLink, mark, tos, true);
    }

    /**
     * The words of {@code ip route get}.
     *
     * @return links by their index
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(IpPrefix.text(destination));
        source.ifPresent(from -> text.append(" from ").append(IpPrefix.text(from)));
        inputLink.ifPresent(link -> text.append(" iif ").append(link));
        outputLink.ifPresent(link -> text.append(" oif ").append(link));
        mark.ifPresent(number -> text.append(" mark ").append(number));
        return text.append(tos == 0 ? "" : " tos 0x" + Integer.toHexString(tos)).append(fibMatch ? " fibmatch" : "").toString();
    }
}

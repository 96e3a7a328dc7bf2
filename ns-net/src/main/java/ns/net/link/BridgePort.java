package ns.net.link;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a bridge holds of a link that is a port of it; {@code ip link set NAME type bridge_slave …}. In a request, what is
 * empty is left as it is.
 *
 * @param state of the spanning tree protocol: 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking
 * @param priority 0 to 63
 * @param cost of the path, 1 to 65535
 * @param hairpin whether packets may leave by the port they came by
 * @param guard whether packets of the spanning tree protocol are refused
 * @param learning whether addresses are learnt
 * @param flood whether packets for addresses not learnt leave by it
 * @param isolated whether it speaks to ports alone that are not isolated
 */
public record BridgePort(OptionalInt state, OptionalInt priority, OptionalInt cost, Optional<Boolean> hairpin,
        Optional<Boolean> guard, Optional<Boolean> learning, Optional<Boolean> flood, Optional<Boolean> isolated) {

    /** Nothing said. */
    public static final BridgePort UNCHANGED = new BridgePort(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The same with another cost.
     *
     * @param number 1 to 65535
     * @return a copy
     */
    public BridgePort withCost(int number) {
        return new BridgePort(state, priority, OptionalInt.of(number), hairpin, guard, learning, flood, isolated);
    }

    /**
     * The same with another priority.
     *
     * @param number 0 to 63
     * @return a copy
     */
    public BridgePort withPriority(int number) {
        return new BridgePort(state, OptionalInt.of(number), cost, hairpin, guard, learning, flood, isolated);
    }

    /**
     * The same, with hairpin mode on or off.
     *
     * @param on which
     * @return a copy
     */
    public BridgePort withHairpin(boolean on) {
        return new BridgePort(state, priority, cost, Optional.of(on), guard, learning, flood, isolated);
    }

    /**
     * The same, learning or not.
     *
     * @param on which
     * @return a copy
     */
    public BridgePort withLearning(boolean on) {
        return new BridgePort(state, priority, cost, hairpin, guard, Optional.of(on), flood, isolated);
    }

    /**
     * The same, flooded or not.
     *
     * @param on which
     * @return a copy
     */
    public BridgePort withFlood(boolean on) {
        return new BridgePort(state, priority, cost, hairpin, guard, learning, Optional.of(on), isolated);
    }

    /**
     * The same, isolated or not.
     *
     * @param on which
     * @return a copy
     */
    public BridgePort withIsolated(boolean on) {
        return new BridgePort(state, priority, cost, hairpin, guard, learning, flood, Optional.of(on));
    }
}

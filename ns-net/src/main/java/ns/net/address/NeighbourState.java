package ns.net.address;

import java.util.Locale;
import ns.net.bindings.net_h;
import ns.net.wire.MalformedMessageException;

/** What the kernel knows about a neighbour, as of RFC 4861; NUD_* in linux/neighbour.h. */
public enum NeighbourState {
    /** Nothing; of proxies. */
    NONE(net_h.NUD_NONE()),
    /** It is asked for its link-layer address. */
    INCOMPLETE(net_h.NUD_INCOMPLETE()),
    /** It has answered a short time ago. */
    REACHABLE(net_h.NUD_REACHABLE()),
    /** It has answered long ago, and is asked when it is needed. */
    STALE(net_h.NUD_STALE()),
    /** It is needed, and soon asked. */
    DELAY(net_h.NUD_DELAY()),
    /** It is asked whether it still has the link-layer address. */
    PROBE(net_h.NUD_PROBE()),
    /** It has not answered. */
    FAILED(net_h.NUD_FAILED()),
    /** It needs not be asked: of loopback, multicast, links without such addresses. */
    NOARP(net_h.NUD_NOARP()),
    /** The administrator has said so. */
    PERMANENT(net_h.NUD_PERMANENT());

    private final int number;

    NeighbourState(int number) {
        this.number = number;
    }

    static NeighbourState of(int number) {
        for (NeighbourState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new MalformedMessageException("a neighbour's state of " + number);
    }

    int number() {
        return number;
    }

    /**
     * The word {@code ip} takes for it, and shows in capitals.
     *
     * @return in small letters
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

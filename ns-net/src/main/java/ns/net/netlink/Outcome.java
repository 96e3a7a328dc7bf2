package ns.net.netlink;

import java.util.Optional;

/**
 * What became of one change of a batch.
 *
 * @param change what was requested
 * @param error why it failed; empty where it succeeded
 */
public record Outcome(Change change, Optional<NetlinkException> error) {

    /**
     * Whether it succeeded.
     *
     * @return whether there is no error
     */
    public boolean succeeded() {
        return error.isEmpty();
    }
}

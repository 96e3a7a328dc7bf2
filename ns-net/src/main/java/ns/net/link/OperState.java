package ns.net.link;

/** Whether a link works, RFC 2863; IF_OPER_* in linux/if.h. In the order of their numbers. */
public enum OperState {
    /** The driver does not say. */
    UNKNOWN,
    /** There is nothing. */
    NOTPRESENT,
    /** It does not. */
    DOWN,
    /** The link below does not. */
    LOWERLAYERDOWN,
    /** It is being tested. */
    TESTING,
    /** It waits for something. */
    DORMANT,
    /** It does. */
    UP;

    /** What a number means; one that has no meaning yet is unknown. */
    static OperState of(int number) {
        return number < values().length ? values()[number] : UNKNOWN;
    }
}

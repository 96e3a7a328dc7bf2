package ns.net.wire;

/** An attribute of a netlink message, as an enum constant that bears the name it has in the kernel's header. */
public interface Attribute {

    /** The number that stands for it in a message. */
    int type();

    /** The name in the kernel's header: {@code IFLA_MTU}. */
    String name();
}

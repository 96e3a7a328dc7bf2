package ns.net.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import ns.net.bindings.net_h;

/** IPv4 or IPv6; {@code ip -4} and {@code ip -6}. */
public enum IpFamily {
    /** Addresses of four bytes. */
    IPV4("inet", net_h.AF_INET(), IpPrefix.parse("0.0.0.0/0")),
    /** Addresses of sixteen bytes. */
    IPV6("inet6", net_h.AF_INET6(), IpPrefix.parse("::/0"));

    private final String word;
    private final int number;
    private final IpPrefix all;

    IpFamily(String word, int number, IpPrefix all) {
        this.word = word;
        this.number = number;
        this.all = all;
    }

    /**
     * That of an address.
     *
     * @param address of either
     * @return IPv6 also for one that an IPv4 address is mapped into
     */
    public static IpFamily of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /**
     * What stands for it in a message.
     *
     * @return {@code AF_INET} or {@code AF_INET6}
     */
    public int number() {
        return number;
    }

    /**
     * The prefix of all addresses, the destination of a default route.
     *
     * @return {@code 0.0.0.0/0} or {@code ::/0}
     */
    public IpPrefix all() {
        return all;
    }

    /**
     * The word {@code ip} has for it.
     *
     * @return {@code inet} or {@code inet6}
     */
    @Override
    public String toString() {
        return word;
    }
}

package ns.cli.net;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import ns.net.address.Address;
import ns.net.address.AddressFlag;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;

/** An address as {@code ip address show} writes it, and as {@code ip -j address show} does. */
final class AddressText {

    private static final long FOREVER = 0xffff_ffffL;

    private AddressText() {}

    static Map<String, Object> json(Address address) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("family", family(address).toString());
        json.put("local", IpPrefix.text(address.prefix().address()));
        address.peer().ifPresent(peer -> json.put("address", IpPrefix.text(peer)));
        json.put("prefixlen", address.prefix().length());
        address.metric().ifPresent(metric -> json.put("metric", metric));
        address.broadcast().ifPresent(all -> json.put("broadcast", IpPrefix.text(all)));
        json.put("scope", address.scope().toString());
        for (AddressFlag flag : AddressFlag.values()) {
            if (isShown(flag, address)) {
                json.put(word(flag, address), true);
            }
        }
        if (isDynamic(address)) {
            json.put("dynamic", true);
        }
        address.label().ifPresent(label -> json.put("label", label));
        json.put("valid_life_time", address.valid().map(Duration::toSeconds).orElse(FOREVER));
        json.put("preferred_life_time", address.preferred().map(Duration::toSeconds).orElse(FOREVER));
        return json;
    }

    /** With the link that has it, which is told above it elsewhere. */
    static Map<String, Object> json(Address address, LinkTable table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("index", address.link());
        json.put("dev", table.name(address.link()));
        json.putAll(json(address));
        return json;
    }

    private static IpFamily family(Address address) {
        return IpFamily.of(address.prefix().address());
    }

    private static boolean isShown(AddressFlag flag, Address address) {
        return flag != AddressFlag.PERMANENT && address.flags().contains(flag);
    }

    private static boolean isDynamic(Address address) {
        return !address.flags().contains(AddressFlag.PERMANENT);
    }

    private static String word(AddressFlag flag, Address address) {
        return flag == AddressFlag.SECONDARY && family(address) == IpFamily.IPV6 ? "temporary" : flag.toString();
    }

    static String text(Address address) {
        StringBuilder text = new StringBuilder("    ").append(family(address)).append(' ');
        if (address.peer().isPresent()) {
            text.append(IpPrefix.text(address.prefix().address())).append(" peer ")
                    .append(IpPrefix.text(address.peer().get())).append('/').append(address.prefix().length());
        } else {
            text.append(address.prefix());
        }
        address.metric().ifPresent(metric -> text.append(" metric ").append(metric));
        address.broadcast().ifPresent(all -> text.append(" brd ").append(IpPrefix.text(all)));
        text.append(" scope ").append(address.scope());
        for (AddressFlag flag : AddressFlag.values()) {
            if (isShown(flag, address)) {
                text.append(' ').append(word(flag, address));
            }
        }
        text.append(isDynamic(address) ? " dynamic" : "");
        address.label().ifPresent(label -> text.append(' ').append(label));
        return text.append("\n       valid_lft ").append(life(address.valid()))
                .append(" preferred_lft ").append(life(address.preferred())).toString();
    }

    private static String life(Optional<Duration> life) {
        return life.map(time -> time.toSeconds() + "sec").orElse("forever");
    }
}

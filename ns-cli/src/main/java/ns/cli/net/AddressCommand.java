package ns.cli.net;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import ns.net.address.Address;
import ns.net.address.AddressFlag;
import ns.net.address.Addresses;
import ns.net.address.IpPrefix;
import ns.net.address.Scope;
import ns.net.link.Link;
import ns.net.link.Links;
import ns.net.netlink.Netlink;
import picocli.CommandLine.Command;

/** {@code ns net addr}: {@code ip address}. */
@Command(name = "addr", aliases = {"address", "a"},
        description = {"Addresses of links.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net addr add 10.0.0.1/24 dev west",
            "  ns net -4 --json addr show west"
        },
        customSynopsis = {
            "ns net addr [show] [[dev] LINK] [scope SCOPE] [up]",
            "       ns net addr add|replace ADDRESS[/LENGTH] dev LINK [peer ADDRESS]",
            "           [broadcast ADDRESS|+] [label NAME] [scope SCOPE]",
            "           [valid_lft SECONDS|forever] [preferred_lft SECONDS|forever]",
            "           [metric N] [nodad] [noprefixroute] [home] [mngtmpaddr] [autojoin]",
            "           [optimistic]",
            "       ns net addr del ADDRESS[/LENGTH] dev LINK",
            "       ns net addr flush [dev] LINK"
        })
final class AddressCommand extends ObjectCommand {

    private static final Duration FOREVER = Duration.ofSeconds(0xffff_ffffL);

    /** Called by picocli. */
    AddressCommand() {
        super("addr");
    }

    @Override
    void run(Netlink netlink, String verb, Words words) throws IOException {
        switch (verb) {
            case "show", "list", "ls", "sh" -> show(netlink, words);
            case "add" -> apply(netlink, Addresses.add(address(netlink, words)));
            case "replace", "change" -> apply(netlink, Addresses.replace(address(netlink, words)));
            case "del", "delete" -> apply(netlink, Addresses.delete(address(netlink, words)));
            case "flush" -> flush(netlink, words);
            default -> throw words.unknownVerb();
        }
    }

    private static Address address(Netlink netlink, Words words) throws IOException {
        Address.Builder address = Address.builder();
        IpPrefix prefix = null;
        boolean broadcastOfPrefix = false;
        Optional<Duration> valid = Optional.empty();
        Optional<Duration> preferred = Optional.empty();
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "dev" -> address.link(netlink.get(Links.index(words.next("the name of a link"))));
                case "peer", "remote" -> {
                    IpPrefix peer = words.value(word, IpPrefix::parse);
                    address.peer(peer.address());
                    prefix = new IpPrefix(words.given("the address itself", prefix).address(), peer.length());
                }
                case "broadcast", "brd" -> {
                    if (words.take("+")) {
                        broadcastOfPrefix = true;
                    } else {
                        address.broadcast(words.value(word, IpPrefix::parse).address());
                    }
                }
                case "label" -> address.label(words.next("a label"));
                case "scope" -> address.scope(words.value(word, Scope::parse));
                case "metric", "priority" -> address.metric(words.number(word));
                case "valid_lft" -> valid = Optional.of(lifetime(words, word));
                case "preferred_lft" -> preferred = Optional.of(lifetime(words, word));
                default -> {
                    Optional<AddressFlag> flag = Arrays.stream(AddressFlag.values())
                            .filter(each -> each.toString().equals(word)).findFirst();
                    if (flag.isPresent()) {
                        address.flags(flag.get());
                    } else if (prefix == null) {
                        prefix = word.equals("local") ? words.value(word, IpPrefix::parse) : IpPrefix.parse(word);
                    } else {
                        throw words.unknown(word);
                    }
                }
            }
        }
        address.prefix(words.given("the address", prefix));
        if (broadcastOfPrefix) {
            address.broadcast(lastOf(prefix));
        }
        if (valid.isPresent() || preferred.isPresent()) {
            address.lifetime(valid.orElse(FOREVER), preferred.orElse(FOREVER));
        }
        return address.build();
    }

    private static Duration lifetime(Words words, String keyword) {
        return words.take("forever") ? FOREVER : Duration.ofSeconds(words.number(keyword));
    }

    /** The address of all on a network: the bits of the host set. */
    private static InetAddress lastOf(IpPrefix prefix) throws IOException {
        byte[] bytes = prefix.address().getAddress();
        for (int bit = prefix.length(); bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
        }
        return InetAddress.getByAddress(bytes);
    }

    private void show(Netlink netlink, Words words) throws IOException {
        LinkTable table = new LinkTable(netlink);
        Predicate<Link> wantedLinks = link -> true;
        Predicate<Address> wanted = address -> net().wants(address.prefix().address());
        boolean some = net().isOneFamily();
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "up" -> wantedLinks = wantedLinks.and(Link::isUp);
                case "scope" -> {
                    Scope scope = words.value(word, Scope::parse);
                    wanted = wanted.and(address -> address.scope().equals(scope));
                    some = true;
                }
                default -> {
                    int index = netlink.get(Links.index(word.equals("dev") ? words.next("the name of a link") : word));
                    wantedLinks = wantedLinks.and(link -> link.index() == index);
                }
            }
        }
        List<Address> addresses = netlink.list(Addresses.all());
        List<Map<String, Object>> all = new ArrayList<>();
        for (Link link : table.links()) {
            List<Address> own = addresses.stream().filter(each -> each.link() == link.index()).filter(wanted).toList();
            if (!wantedLinks.test(link) || some && own.isEmpty()) {
                continue;
            }
            if (net().isJson()) {
                Map<String, Object> json = new LinkedHashMap<>(LinkText.json(link, table));
                json.keySet().removeAll(List.of("linkmode", "ifalias")); // ip tells them of links alone
                json.put("addr_info", own.stream().map(AddressText::json).toList());
                all.add(json);
            } else {
                System.out.println(LinkText.text(link, table, false));
                own.forEach(each -> System.out.println(AddressText.text(each)));
            }
        }
        if (net().isJson()) {
            Output.json(all);
        }
    }

    private void flush(Netlink netlink, Words words) throws IOException {
        words.take("dev");
        int link = netlink.get(Links.index(words.next("the name of a link")));
        words.end();
        for (Address address : netlink.list(Addresses.of(link))) {
            if (net().wants(address.prefix().address())) {
                apply(netlink, Addresses.delete(address));
            }
        }
    }
}

package ns.cli.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ns.net.address.IpFamily;
import ns.net.address.IpPrefix;
import ns.net.netlink.Netlink;
import ns.net.route.RouteTables;
import ns.net.route.Rule;
import ns.net.route.RuleAction;
import ns.net.route.RuleBuilder;
import ns.net.route.RuleFlag;
import ns.net.route.Rules;
import picocli.CommandLine.Command;

/** {@code ns net rule}: {@code ip rule}. */
@Command(name = "rule",
        description = {"Rules that choose the table of routes.", ""},
        footer = {
            "",
            "Exit status: 0; 125 what was asked for failed; 2 wrong usage.",
            "",
            "Examples:",
            "  ns net rule add from 10.0.0.0/24 table 100",
            "  ns net --json rule"
        },
        customSynopsis = {
            "ns net rule [show]",
            "       ns net rule add|del [not] [from PREFIX] [to PREFIX] [iif LINK] [oif LINK]",
            "           [fwmark MARK[/MASK]] [tos N] [priority N]",
            "           [table TABLE | blackhole | unreachable | prohibit | goto PRIORITY]"
        })
final class RuleCommand extends ObjectCommand {

    private static final long ALL_BITS = 0xffff_ffffL;

    /** Called by picocli. */
    RuleCommand() {
        super("rule");
    }

    @Override
    void run(Netlink netlink, String verb, Words words) throws IOException {
        switch (verb) {
            case "show", "list", "ls", "sh" -> show(netlink, words);
            case "add" -> apply(netlink, Rules.add(rule(words, false)));
            case "del", "delete" -> apply(netlink, Rules.delete(rule(words, true)));
            default -> throw words.unknownVerb();
        }
    }

    private Rule rule(Words words, boolean matching) {
        boolean ipv6 = net().isIpv6() || words.rest().stream().anyMatch(word -> word.matches("[0-9a-fA-F]*:[0-9a-fA-F:.]*(/\\d+)?"));
        IpFamily family = ipv6 ? IpFamily.IPV6 : IpFamily.IPV4;
        RuleBuilder rule = matching ? Rule.matching(family) : Rule.of(family);
        while (words.hasNext()) {
            String word = words.next("");
            switch (word) {
                case "not" -> rule.inverted();
                case "from" -> prefix(words, word).ifPresent(rule::source);
                case "to" -> prefix(words, word).ifPresent(rule::destination);
                case "iif", "dev" -> rule.inputLink(words.next("the name of a link"));
                case "oif" -> rule.outputLink(words.next("the name of a link"));
                case "fwmark" -> {
                    String[] parts = words.next("a mark").split("/", 2);
                    long mark = words.value(word, parts[0], Long::decode);
                    if (parts.length == 1) {
                        rule.mark(mark);
                    } else {
                        rule.mark(mark, words.value(word, parts[1], Long::decode));
                    }
                }
                case "tos", "dsfield" -> rule.tos(words.integer(word));
                case "priority", "pref", "preference", "order" -> rule.priority(words.number(word));
                case "table", "lookup" -> rule.lookup(words.value(word, RouteTables::parse));
                case "goto" -> rule.action(new RuleAction.Goto(words.number(word)));
                case "blackhole" -> rule.action(RuleAction.Simple.BLACKHOLE);
                case "unreachable" -> rule.action(RuleAction.Simple.UNREACHABLE);
                case "prohibit" -> rule.action(RuleAction.Simple.PROHIBIT);
                default -> throw words.unknown(word);
            }
        }
        return rule.build();
    }

    private static Optional<IpPrefix> prefix(Words words, String keyword) {
        return words.take("all", "default", "any") ? Optional.empty() : Optional.of(words.value(keyword, IpPrefix::parse));
    }

    private void show(Netlink netlink, Words words) throws IOException {
        words.end();
        List<Map<String, Object>> all = new ArrayList<>();
        for (Rule rule : netlink.list(Rules.of(net().isIpv6() ? IpFamily.IPV6 : IpFamily.IPV4))) {
            if (net().isJson()) {
                all.add(json(rule));
            } else {
                System.out.println(rule.priority().orElse(0) + ":\t" + text(rule));
            }
        }
        if (net().isJson()) {
            Output.json(all);
        }
    }

    static Map<String, Object> json(Rule rule) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("priority", rule.priority().orElse(0));
        if (rule.inverted()) {
            json.put("not", null);
        }
        json.put("src", rule.source().map(from -> IpPrefix.text(from.address())).orElse("all"));
        length(json, "srclen", rule.source());
        rule.destination().ifPresent(to -> json.put("dst", IpPrefix.text(to.address())));
        length(json, "dstlen", rule.destination());
        if (rule.tos() != 0) {
            json.put("tos", "0x" + Integer.toHexString(rule.tos()));
        }
        rule.mark().ifPresent(mark -> json.put("fwmark", "0x" + Long.toHexString(mark)));
        if (rule.mask().orElse(ALL_BITS) != ALL_BITS) {
            json.put("fwmask", "0x" + Long.toHexString(rule.mask().getAsLong()));
        }
        rule.inputLink().ifPresent(name -> json.put("iif", name));
        if (rule.flags().contains(RuleFlag.IIF_DETACHED)) {
            json.put("iif_detached", null);
        }
        rule.outputLink().ifPresent(name -> json.put("oif", name));
        if (rule.flags().contains(RuleFlag.OIF_DETACHED)) {
            json.put("oif_detached", null);
        }
        switch (rule.action()) {
            case RuleAction.Lookup lookup -> json.put("table", RouteTables.name(lookup.table()));
            case RuleAction.Goto target -> json.put("goto", target.priority());
            case RuleAction.Simple simple -> json.put("action", simple.toString());
            case RuleAction.Other other -> json.put("action", Integer.toString(other.number()));
        }
        return json;
    }

    private static void length(Map<String, Object> json, String name, Optional<IpPrefix> prefix) {
        prefix.filter(each -> !each.isHost()).ifPresent(each -> json.put(name, each.length()));
    }

    static String text(Rule rule) {
        StringBuilder text = new StringBuilder(rule.inverted() ? "not " : "");
        text.append("from ").append(rule.source().map(RuleCommand::prefix).orElse("all"));
        rule.destination().ifPresent(to -> text.append(" to ").append(prefix(to)));
        if (rule.tos() != 0) {
            text.append(" tos 0x").append(Integer.toHexString(rule.tos()));
        }
        rule.mark().ifPresent(mark -> text.append(" fwmark 0x").append(Long.toHexString(mark)));
        if (rule.mask().orElse(ALL_BITS) != ALL_BITS) {
            text.append("/0x").append(Long.toHexString(rule.mask().getAsLong()));
        }
        rule.inputLink().ifPresent(name -> text.append(" iif ").append(name));
        text.append(rule.flags().contains(RuleFlag.IIF_DETACHED) ? " [detached]" : "");
        rule.outputLink().ifPresent(name -> text.append(" oif ").append(name));
        text.append(rule.flags().contains(RuleFlag.OIF_DETACHED) ? " [detached]" : "");
        return text.append(' ').append(rule.action()).toString();
    }

    private static String prefix(IpPrefix prefix) {
        return prefix.isHost() ? IpPrefix.text(prefix.address()) : prefix.toString();
    }
}

package ns.net.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import ns.core.Namespace;
import ns.core.engine.Answers;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.engine.Trial;
import ns.core.error.Errno;
import ns.core.error.NamespaceException;
import ns.core.syscall.SystemCall;
import ns.net.bindings.ifinfomsg;
import ns.net.bindings.net_h;
import ns.net.link.LinkKind;
import ns.net.link.LinkSpec;
import ns.net.link.Links;
import ns.net.netlink.Change;
import ns.net.wire.Acknowledgement;
import ns.net.wire.MalformedMessageException;
import ns.net.wire.Message;

/** The kinds of virtual link, each made in a network namespace that ends with the trial; {@code ip link add}. */
public enum LinkTrial {

    /** Pairs. */
    VETH(LinkKind.Veth.peer("ns-peer"), "veth"),
    /** Switches. */
    BRIDGE(LinkKind.Bridge.DEFAULT, "bridge"),
    /** Tagged parts of a link. */
    VLAN(new LinkKind.Vlan(1), "8021q"),
    /** Links with an address of their own on a link. */
    MACVLAN(new LinkKind.Macvlan(Optional.empty()), "macvlan"),
    /** Links that share a link's address. */
    IPVLAN(new LinkKind.Ipvlan(Optional.empty()), "ipvlan"),
    /** Ethernet in UDP. */
    VXLAN(new LinkKind.Vxlan(1, Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty(),
            OptionalInt.empty(), Optional.empty()), "vxlan"),
    /** Links that lose everything. */
    DUMMY(new LinkKind.Dummy(), "dummy"),
    /** Links that shape. */
    IFB(new LinkKind.Ifb(), "ifb"),
    /** Links that are several. */
    BOND(new LinkKind.Bond(Optional.empty(), OptionalInt.empty()), "bonding"),
    /** Routing tables of their own. */
    VRF(new LinkKind.Vrf(1), "vrf");

    /** Of the link that others are made on, which has to be known before the trial begins. */
    private static final int BASE_INDEX = 1000;

    private static final int ANSWER_SIZE = 4096;

    private final LinkKind kind;
    private final String module;

    LinkTrial(LinkKind kind, String module) {
        this.kind = kind;
        this.module = module;
    }

    /**
     * The kernel's name of the kind.
     *
     * @return for example {@code veth}
     */
    public String title() {
        return kind.kind();
    }

    /**
     * Why the kind must not be tried: the kernel would load a module that adds links to the host's own network.
     *
     * @return empty where it can be tried
     */
    public Optional<String> obstacle() {
        return switch (this) {
            case DUMMY, IFB, BOND -> Files.exists(Path.of("/sys/module", module)) || !loadsModules()
                    ? Optional.empty()
                    : Optional.of("the module " + module + " is not loaded, and would add links to the host: to try it, modprobe " + module);
            case VETH, BRIDGE, VLAN, MACVLAN, IPVLAN, VXLAN, VRF -> Optional.empty();
        };
    }

    /**
     * Makes a link of the kind.
     *
     * @throws NamespaceException where it cannot be made, and why
     */
    public void check() throws NamespaceException {
        List<Change> changes = switch (this) {
            case VLAN, MACVLAN, IPVLAN -> List.of(base(), Links.add(LinkSpec.of("ns-link", kind).on(BASE_INDEX)));
            case VETH, BRIDGE, VXLAN, DUMMY, IFB, BOND, VRF -> List.of(Links.add(LinkSpec.of("ns-link", kind)));
        };
        List<Step> steps = new ArrayList<>();
        List<Arg.Buffer> received = new ArrayList<>();
        Step socket = Step.of("socket", "for netlink", SystemCall.SOCKET,
                Arg.of(net_h.AF_NETLINK()), Arg.of(net_h.SOCK_RAW()), Arg.of(net_h.NETLINK_ROUTE()));
        steps.add(socket);
        for (Change change : changes) {
            byte[] message = message(change);
            Arg.Buffer answer = new Arg.Buffer(ANSWER_SIZE);
            received.add(answer);
            steps.add(Step.of("send", change.toString(), SystemCall.SENDTO,
                    new Arg.Answer(socket), new Arg.Data(message), Arg.of(message.length), Arg.of(0), Arg.of(0), Arg.of(0)));
            // The answer is there when sendto returns: it is not waited for.
            steps.add(Step.of("receive", change.toString(), SystemCall.RECVFROM, new Arg.Answer(socket), answer,
                    Arg.of(ANSWER_SIZE), Arg.of(net_h.MSG_DONTWAIT()), Arg.of(0), Arg.of(0)));
        }
        Answers answers = Trial.inOwn(Namespace.NETWORK.cloneFlag(), steps);
        for (int i = 0; i < changes.size(); i++) {
            check(changes.get(i), answers.of(received.get(i)));
        }
    }

    /** A bridge can be had without a module more often than anything else that takes links on top. */
    private static Change base() {
        Change plain = Links.add(LinkSpec.of("ns-base", LinkKind.Bridge.DEFAULT));
        byte[] payload = plain.payload();
        ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).putInt((int) ifinfomsg.ifi_index$offset(), BASE_INDEX);
        return new Change(plain.operation(), plain.subject(), plain.type(), plain.flags(), payload);
    }

    private static byte[] message(Change change) {
        byte[] payload = change.payload();
        ByteBuffer out = ByteBuffer.allocate(Message.padded(Message.HEADER + payload.length)).order(ByteOrder.nativeOrder());
        Message.write(out, change.type(), net_h.NLM_F_REQUEST() | net_h.NLM_F_ACK() | change.flags(), 1, payload);
        return out.array();
    }

    private void check(Change change, byte[] answer) throws NamespaceException {
        ByteBuffer packet = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
        List<Acknowledgement> acknowledgements = new ArrayList<>();
        try {
            // The buffer is longer than the message, which alone says how long it is.
            packet.limit(Math.clamp(Integer.toUnsignedLong(packet.getInt(0)), 0, ANSWER_SIZE));
            Message.forEach(packet, message -> acknowledgements.add(Acknowledgement.ofError(message)));
        } catch (MalformedMessageException e) {
            throw new NamespaceException(change.operation(), change.subject(), Errno.EBADMSG, e.getMessage());
        }
        if (acknowledgements.size() != 1) {
            throw new NamespaceException(change.operation(), change.subject(), Errno.EBADMSG, "the kernel answered nothing");
        }
        Acknowledgement told = acknowledgements.getFirst();
        if (told.error() != 0) {
            Errno errno = new Errno(told.error());
            throw new NamespaceException(change.operation(), change.subject(), errno,
                    errno.equals(Errno.EOPNOTSUPP) ? missing() : told.text().orElse(errno.text()));
        }
    }

    private String missing() {
        return loadsModules() ? "the kernel has not got the module, or may not load it: modprobe " + module
                : "this kernel was built without them (" + module + "), and loads no modules";
    }

    private static boolean loadsModules() {
        return Files.exists(Path.of("/proc/modules"));
    }
}

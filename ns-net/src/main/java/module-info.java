/** The network of a namespace: its links, addresses and routes, for Java programs. */
@SuppressWarnings("module") // ns.cli is compiled later
module ns.net {
    requires transitive ns.core;
    requires org.slf4j;

    exports ns.net;
    exports ns.net.address;
    exports ns.net.event;
    exports ns.net.link;
    exports ns.net.netlink;
    exports ns.net.probe to ns.cli;
    exports ns.net.route;
    exports ns.net.tc;
}

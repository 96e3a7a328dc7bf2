/** The network of a namespace: its links, addresses and routes, for Java programs. */
module ns.net {
    requires transitive ns.core;
}

/** The command {@code ns}: Linux namespaces at the shell. */
module ns.cli {
    requires ns.net;
    requires com.fasterxml.jackson.jr.ob;
    requires info.picocli;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires org.slf4j;
    requires jdk.unsupported; // sun.misc.Signal: Java has no other way to be told of a signal and go on

    opens ns.cli to info.picocli;
    opens ns.cli.net to info.picocli;

    provides ch.qos.logback.classic.spi.Configurator with ns.cli.LogConfigurator;
}

/** The command {@code ns}: Linux namespaces at the shell. */
module ns.cli {
    requires ns.core;
    requires ns.net;
    requires com.fasterxml.jackson.jr.ob;
    requires info.picocli;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires org.slf4j;
    requires jdk.unsupported; // sun.misc.Signal: Java has no other way to be told of a signal and go on

    opens ns.cli to info.picocli;
    opens ns.cli.enter to info.picocli;
    opens ns.cli.demo to info.picocli;
    opens ns.cli.doctor to info.picocli;
    opens ns.cli.help to info.picocli;
    opens ns.cli.inspect to info.picocli;
    opens ns.cli.option to info.picocli;
    opens ns.cli.net to info.picocli;
    opens ns.cli.sandbox to info.picocli;
    opens ns.cli.unshare to info.picocli;

    provides ch.qos.logback.classic.spi.Configurator with ns.cli.LogConfigurator;
}

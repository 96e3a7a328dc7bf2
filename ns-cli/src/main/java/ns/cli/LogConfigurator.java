package ns.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.ContextAwareBase;

/** Logs to stderr, and only with {@code -v} more than warnings; found by logback as a service, so that it parses no XML. */
public final class LogConfigurator extends ContextAwareBase implements Configurator {

    private static volatile boolean verbose;

    /** Called by logback. */
    public LogConfigurator() {}

    /** Asks for each step to be logged; must come before the first logger is made. */
    static void beVerbose() {
        verbose = true;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        AppenderBase<ILoggingEvent> console = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                System.err.println("ns: " + event.getFormattedMessage());
            }
        };
        console.setContext(context);
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(verbose ? Level.DEBUG : Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}

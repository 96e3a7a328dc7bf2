package ns.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Wrong usage that picocli does not find itself. A class that only throws what this returns can be loaded without picocli. */
public final class Misuse {

    private Misuse() {}

    /** To be thrown. */
    public static RuntimeException of(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}

package ns.cli.option;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Lets {@code --help-all} print the help: picocli knows one option that does. */
public final class HelpAll implements IParameterPreprocessor {

    /** Its name. */
    public static final String NAME = "--help-all";

    /** What it does. */
    public static final String DESCRIPTION = "Describe each option.";

    /** Called by picocli. */
    public HelpAll() {}

    @Override
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        info.put("usageHelpRequested", true);
        return false;
    }
}

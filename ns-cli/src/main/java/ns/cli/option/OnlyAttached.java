package ns.cli.option;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes an optional value only where it is attached: in {@code --net sh} the command follows, and the fallback value is
 * taken. Behind a short option only a path is one: {@code -muin} are four options.
 */
public final class OnlyAttached implements IParameterPreprocessor {

    /** Called by picocli. */
    public OnlyAttached() {}

    @Override
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        boolean attached = switch ((String) info.get("separator")) {
            case " " -> false;
            case "" -> args.peek().startsWith("/") || args.peek().startsWith(".");
            default -> true;
        };
        if (!attached) {
            args.push(((OptionSpec) option).fallbackValue());
        }
        return false;
    }
}

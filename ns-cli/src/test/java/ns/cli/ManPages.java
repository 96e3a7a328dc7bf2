package ns.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import ns.cli.help.ScreenHelp;
import picocli.CommandLine;

/** Writes the manual pages, from the same source as the help. */
final class ManPages {

    private ManPages() {}

    /** Takes the folder to write them to and the version, which a module knows but a class path does not. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        write(folder, Main.allCommands().setHelpFactory(ScreenHelp::new), args[1]);
    }

    private static void write(Path folder, CommandLine command, String version) throws IOException {
        String name = ManPage.name(command.getCommandSpec());
        Files.writeString(folder.resolve(name + ".1"), new ManPage(command, version).text());
        for (String alias : command.getCommandSpec().aliases()) {
            String other = name.substring(0, name.lastIndexOf('-') + 1) + alias;
            Files.writeString(folder.resolve(other + ".1"), ".so man1/" + name + ".1\n");
        }
        for (CommandLine each : new LinkedHashSet<>(command.getSubcommands().values())) {
            write(folder, each, version);
        }
    }
}

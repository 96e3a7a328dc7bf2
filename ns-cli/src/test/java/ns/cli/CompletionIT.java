package ns.cli;

import static ns.cli.Ns.ns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code ns completion}: the shell asks it as at the Tab key. */
class CompletionIT {

    private static final String ASK = """
            set -u
            shopt -s failglob # the script must not depend on how globs fail
            source "$0"
            COMP_LINE=$1 COMP_POINT=${#1}
            _ns_bash
            ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    private static Path folder;

    private static Path script;

    @BeforeAll
    static void generate() throws Exception {
        script = Files.writeString(folder.resolve("completion"), ns().run("completion").succeeded());
        Files.createDirectories(folder.resolve("place/a folder"));
        Files.createFile(folder.resolve("place/afile"));
    }

    private static List<String> complete(String line) throws Exception {
        return new Ns("bash", "--norc", "-c", ASK, script.toString()).in(folder.resolve("place")).run(line).lines();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '"', value = {
        "ns r                                > run release",
        "ns net mon                          > monitor",
        "ns help net ne                      > neigh neighbour neighbor",
        "ns run --map-                       > --map-root-user --map-current-user --map-auto --map-users --map-groups",
        "ns run --no-d                       > --no-die-with-parent",
        "ns enter -t 1 --pre                 > --preserve-credentials",
        "ns nsenter --wd                     > --wd --wdns",
        "ns net -n blue link --js            > --json",
        "ns net link s                       > show set",
        "ns net monitor link r               > route rule",
        "ns run --setgroups a                > allow",
        "ns run --setgroups=a                > allow",
        "ns run --propagation s              > slave shared",
        "ns unshare --propagation=sh         > shared",
        "ns run --only u                     > uts user",
        "ns run --share=uts,n                > uts,network",
        "ns ls -t c                          > cgroup",
        "ns run --keep n                     > network=",
        "ns run --keep net=af                > afile",
        "ns run --seccomp s                  > standard",
        "ns run --cap-drop CAP_KILL,CAP_SYSL > CAP_KILL,CAP_SYSLOG",
        "ns run --cap-drop al                > all",
        "ns run --rlimit nof                 > nofile=",
        "ns run --kill-signal T              > TERM",
        "ns run --root t                     > tmpfs",
        "ns run --root af                    > afile",
        "ns run --cwd=af                     > afile",
        "ns run --bind x af                  > afile",
        "ns run --bind x y --tmpf            > --tmpfs",
        "ns unshare --mount=af               > afile",
        "ns unshare --mount --mount-p        > --mount-proc",
        "ns release x af                     > afile",
        "ns run cat af                       > afile",
        "ns net exec blue cat af             > afile",
        "ns demo uts pi                      > pid"})
    void wordsAreCompleted(String line, String replies) throws Exception {
        assertEquals(Arrays.asList(replies.split(" ")), complete(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns run --env A bas", "ns run -- bas", "ns unshare -rm bas", "ns net exec blue bas"})
    void namesOfProgramsAreCompleted(String line) throws Exception {
        List<String> found = complete(line);
        assertTrue(found.contains("bash"), found::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns bogus", "ns run --hostname a", "ns run cat --h", "ns run -- --h", "ns run --uid=0", "ns help bogus r"})
    void whatNobodyKnowsIsNotCompleted(String line) throws Exception {
        assertEquals(List.of(), complete(line));
    }

    @Test
    void namesOfFilesMayHaveBlanks() throws Exception {
        assertEquals(List.of("a folder", "afile"), complete("ns release a").stream().sorted().toList());
    }

    @Test
    void everyCommandAndOptionIsOffered() throws Exception {
        check(Main.allCommands(), "ns ");
    }

    private static void check(CommandLine command, String line) throws Exception {
        List<String> options = complete(line + "-");
        for (OptionSpec option : command.getCommandSpec().options()) {
            Stream<String> missing = option.hidden() ? Stream.of() : Stream.of(option.names()).filter(name -> !options.contains(name));
            assertEquals("", missing.collect(Collectors.joining(" ")), line);
        }
        if (!command.getSubcommands().isEmpty()) {
            assertEquals(List.copyOf(command.getSubcommands().keySet()), complete(line));
        }
        for (CommandLine each : Set.copyOf(command.getSubcommands().values())) {
            check(each, line + each.getCommandName() + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theScriptIsValid(String shell) throws Exception {
        assertEquals("", new Ns(shell, "-n", script.toString()).run().succeeded());
    }

    @Test
    void zshFindsTheSame() throws Exception {
        String ask = "source $0; _ns_find \"$@\"; echo $_ns_words, $_ns_lead, $_ns_files, $_ns_offset";
        Ns zsh = new Ns("zsh", "-f", "-c", "compdef() {}; " + ask, script.toString());
        assertEquals("uts user, --only=uts,, ,\n", zsh.run("ns", "run", "--only=uts,u").succeeded().replaceFirst("^ ", ""));
        assertEquals("tmpfs, , 1,\n", zsh.run("ns", "run", "--root", "t").succeeded().replaceFirst("^ ", ""));
        assertEquals(", , , 4\n", zsh.run("ns", "run", "--uid", "0", "cat", "x").succeeded());
    }
}

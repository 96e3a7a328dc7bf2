package ns.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ns.core.bindings.core_h;
import ns.core.engine.Answers;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.error.Errno;
import ns.core.syscall.SystemCall;

/**
 * How a command is executed: an execve for each folder of PATH, of which the first that succeeds is the last step.
 *
 * <p>Where all of them fail, the child looks whether the files are there and how they begin: nobody else sees what it sees.
 */
final class CommandPlan {

    /** Enough for the first line of a script, and of a program for the headers and the name of its loader behind them. */
    private static final int BEGINNING = 1024;

    private static final int LOOK_STEPS = 3;
    private static final Set<Errno> ABSENT = Set.of(Errno.ENOENT, Errno.ENOTDIR);

    private final List<String> command;
    private final String name;
    private final List<String> path;
    private final List<Step> executions = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private final Arg.Buffer beginning = new Arg.Buffer(BEGINNING);

    /** A file of which execve has been tried, and how it is looked at where that has failed; none of this has to succeed. */
    private record Look(String file, Step attempt, Step find, Step open, Step read) {

        List<Step> steps() {
            return List.of(find, open, read);
        }
    }

    /** A file that is there. */
    record Found(String file, byte[] beginning) {}

    CommandPlan(Environment environment, String argv0, List<String> command) {
        this.command = command;
        name = command.getFirst();
        path = environment.path();
        List<String> arguments = new ArrayList<>(command);
        if (argv0 != null) {
            arguments.set(0, argv0);
        }
        Arg.Pointers argv = new Arg.Pointers(arguments.stream().map(Arg::of).toList());
        Arg.Pointers envp = environment.envp();
        List<String> files = isSearched() ? path.stream().map(folder -> folder + "/" + name).toList() : List.of(name);
        for (String file : files) {
            executions.add(Step.of("execve", file, SystemCall.EXECVE, Arg.of(file), argv, envp));
        }
        int all = files.size() + files.size() * LOOK_STEPS + 1;
        for (int i = 0; i < files.size(); i++) {
            looks.add(look(files.get(i), executions.get(i).orElse(all - 1 - i)));
        }
    }

    private Look look(String file, Step attempt) {
        int read = core_h.O_RDONLY() | core_h.O_CLOEXEC() | core_h.O_NONBLOCK() | core_h.O_NOCTTY();
        Step open = open(file, read);
        return new Look(file, attempt, open(file, core_h.O_PATH() | core_h.O_CLOEXEC()), open, Step.of("read", file, SystemCall.READ,
                new Arg.Answer(open), beginning, Arg.of(BEGINNING)).optional());
    }

    private static Step open(String file, int flags) {
        return Step.of("open", file, SystemCall.OPENAT, Arg.of(core_h.AT_FDCWD()), Arg.of(file), Arg.of(flags)).optional();
    }

    /** All of them. The last is the last attempt once more, since a program ends with what fails. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        looks.forEach(look -> steps.add(look.attempt));
        looks.forEach(look -> steps.addAll(look.steps()));
        steps.add(executions.getLast());
        return steps;
    }

    /** Those of a command that does not fail. */
    List<Step> described() {
        List<Step> steps = new ArrayList<>();
        for (int others = executions.size() - 1; others > 0; others--) {
            steps.add(executions.get(executions.size() - 1 - others).orElse(others));
        }
        steps.add(executions.getLast());
        return steps;
    }

    /** Whether a step is only there to find out why the command could not be executed. */
    boolean isLook(Step step) {
        return looks.stream().anyMatch(look -> look.steps().contains(step));
    }

    /**
     * Why it could not be executed. A file that is there tells more than the folders of PATH that have none; what cannot be
     * told of a file that is not executable is a folder that may not be searched, and has none either.
     */
    Errno errno(Answers answers) {
        Errno telling = Errno.ENOENT;
        for (Look look : looks) {
            Errno errno = answers.errno(look.attempt);
            if (!isSearched() || !ABSENT.contains(errno) && !errno.equals(Errno.EACCES)) {
                return errno;
            }
            if (errno.equals(Errno.EACCES) && answers.of(look.find) > 0) {
                telling = errno;
            }
        }
        return telling;
    }

    /** Whether it is this command, with these arguments. */
    boolean isOf(List<String> other) {
        return command.equals(other);
    }

    /** The command as it was given, in a message. */
    String subject() {
        return name.isEmpty() ? "''" : name;
    }

    /** Whether it is searched in PATH. */
    boolean isSearched() {
        return !name.isEmpty() && name.indexOf('/') < 0;
    }

    /** The folders it is searched in. */
    List<String> path() {
        return path;
    }

    /** The file that could not be executed; the last one where PATH leads to several. */
    Optional<Found> found(Answers answers) {
        return looks.reversed().stream().filter(look -> answers.of(look.find) > 0).findFirst().map(look ->
                new Found(look.file, Arrays.copyOf(answers.of(beginning), (int) Math.max(0, answers.of(look.read)))));
    }

    /** Whether the command is a directory. */
    boolean isDirectory(Answers answers) {
        return !isSearched() && answers.errno(looks.getFirst().read).equals(Errno.EISDIR);
    }
}

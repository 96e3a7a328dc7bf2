package ns.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.mount.MountFlag;
import ns.core.syscall.SystemCall;

/**
 * The steps that make file systems which are not mounted anywhere yet.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fsopen.2.html">fsopen(2)</a>
 */
final class NewMounts {

    private final List<Step> steps;

    NewMounts(List<Step> steps) {
        this.steps = steps;
    }

    /** The step that answers one in memory, whose root all may read. */
    Step tmpfs(Path target, Set<MountFlag> flags) {
        Step context = context("tmpfs");
        add("fsconfig", "tmpfs mode=0755", SystemCall.FSCONFIG, new Arg.Answer(context),
                Arg.of(core_h.FSCONFIG_SET_STRING()), Arg.of("mode"), Arg.of("0755"), Arg.of(0));
        return create(context, "tmpfs", target, flags);
    }

    /** The step that answers one of a type that needs nothing else. */
    Step of(String type, Path target, Set<MountFlag> flags) {
        return create(context(type), type, target, flags);
    }

    private Step context(String type) {
        return add("fsopen", type, SystemCall.FSOPEN, Arg.of(type), Arg.of(core_h.FSOPEN_CLOEXEC()));
    }

    private Step create(Step context, String type, Path target, Set<MountFlag> flags) {
        add("fsconfig", type + " create", SystemCall.FSCONFIG, new Arg.Answer(context),
                Arg.of(core_h.FSCONFIG_CMD_CREATE()), Arg.of(0), Arg.of(0), Arg.of(0));
        return add("mount", type + " on " + target, SystemCall.FSMOUNT, new Arg.Answer(context),
                Arg.of(core_h.FSMOUNT_CLOEXEC()), Arg.of(MountAttributes.newFlags(flags)));
    }

    private Step add(String operation, String subject, SystemCall call, Arg... args) {
        Step step = Step.of(operation, subject, call, args);
        steps.add(step);
        return step;
    }
}

package ns.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ns.core.bindings.core_h;
import ns.core.engine.Arg;
import ns.core.engine.Step;
import ns.core.mount.MountFlag;
import ns.core.syscall.Layouts;
import ns.core.syscall.SystemCall;

/**
 * The steps that change the flags of mounts, of all that is mounted in them too. mount_setattr(2) does it at once; where
 * Linux is older than 5.12 each mount is remounted, which must keep the flags it has.
 */
final class MountAttributes {

    private final List<Step> steps;
    private MountTable table;

    MountAttributes(List<Step> steps) {
        this.steps = steps;
    }

    /** Of one mount, whose root the step answers a descriptor of, and which has some already. */
    void set(Step mount, String subject, Set<MountFlag> flags, Set<MountFlag> present) {
        List<Step> remount = List.of(enter(mount, subject), remount(Path.of(""), subject, union(flags, present)));
        add(attribute(mount, subject, flags, Set.of(), 0), remount);
    }

    /** Of a mount that is a copy of what is at a path outside, and all in it. */
    void setAll(Step mount, Path source, Set<MountFlag> flags) {
        if (flags.isEmpty()) {
            return;
        }
        List<Step> remounts = new ArrayList<>(below(mount, source, flags));
        remounts.add(1, remount(Path.of(""), source.toString(), union(flags, flagsOf(source))));
        add(attribute(mount, source.toString(), flags, Set.of(), core_h.AT_RECURSIVE()), remounts);
    }

    /** Of all that is in a mount when the child starts, which may be more than now, but not of itself. */
    void setBelow(Step mount, Path source, Set<MountFlag> flags) {
        add(attribute(mount, source.toString(), flags, Set.of(), core_h.AT_RECURSIVE()), below(mount, source, flags));
        if (!flagsOf(source).containsAll(flags)) {
            steps.add(attribute(mount, source.toString(), Set.of(), flags, 0).optional());
        }
    }

    private void add(Step atOnce, List<Step> oneByOne) {
        steps.add(atOnce.orElse(oneByOne.size()));
        steps.addAll(oneByOne);
    }

    /** Those of the mount that a path of the outside is in. */
    Set<MountFlag> flagsOf(Path source) {
        return table().flagsOf(real(source));
    }

    private MountTable table() {
        if (table == null) {
            table = MountTable.ofSelf();
        }
        return table;
    }

    private static Path real(Path source) {
        try {
            return source.toRealPath();
        } catch (IOException e) {
            return source; // not to be seen from here: the child will say why
        }
    }

    private List<Step> below(Step mount, Path source, Set<MountFlag> flags) {
        List<Step> remounts = new ArrayList<>();
        remounts.add(enter(mount, source.toString()));
        for (MountTable.Entry each : table().below(real(source))) {
            remounts.add(remount(real(source).relativize(each.point()), each.point().toString(), union(flags, each.flags())));
        }
        return remounts;
    }

    private static Step enter(Step mount, String subject) {
        return Step.of("fchdir", subject, SystemCall.FCHDIR, new Arg.Answer(mount));
    }

    private static Step remount(Path relative, String subject, Set<MountFlag> flags) {
        String path = relative.toString().isEmpty() ? "." : relative.toString();
        return Step.of("mount", subject + " " + words(flags), SystemCall.MOUNT, Arg.of("none"), Arg.of(path), Arg.of(0),
                Arg.of(core_h.MS_REMOUNT() | core_h.MS_BIND() | oldFlags(flags)), Arg.of(0));
    }

    private static Step attribute(Step mount, String subject, Set<MountFlag> set, Set<MountFlag> clear, int recursive) {
        ByteBuffer attributes = ByteBuffer.allocate(Layouts.MOUNT_ATTR_SIZE).order(ByteOrder.nativeOrder());
        attributes.putLong(Layouts.MOUNT_ATTR_SET, newFlags(set));
        attributes.putLong(Layouts.MOUNT_ATTR_CLEAR, newFlags(clear));
        String change = set.isEmpty() ? "without " + words(clear) : words(set);
        return Step.of("mount_setattr", subject + " " + change + (recursive == 0 ? "" : ", recursively"), SystemCall.MOUNT_SETATTR,
                new Arg.Answer(mount), Arg.of(""), Arg.of(core_h.AT_EMPTY_PATH() | recursive),
                new Arg.Data(attributes.array()), Arg.of(attributes.capacity()));
    }

    private static String words(Set<MountFlag> flags) {
        return flags.stream().sorted().map(MountFlag::toString).collect(Collectors.joining(","));
    }

    static Set<MountFlag> union(Set<MountFlag> some, Set<MountFlag> others) {
        Set<MountFlag> all = EnumSet.noneOf(MountFlag.class);
        all.addAll(some);
        all.addAll(others);
        return all;
    }

    /** As mount(2) takes them. */
    static long oldFlags(Set<MountFlag> flags) {
        return flags.stream().mapToLong(flag -> switch (flag) {
            case READ_ONLY -> core_h.MS_RDONLY();
            case NOSUID -> core_h.MS_NOSUID();
            case NODEV -> core_h.MS_NODEV();
            case NOEXEC -> core_h.MS_NOEXEC();
        }).reduce(0, (some, other) -> some | other);
    }

    /** As fsmount(2) and mount_setattr(2) take them. */
    static long newFlags(Set<MountFlag> flags) {
        return flags.stream().mapToLong(flag -> switch (flag) {
            case READ_ONLY -> core_h.MOUNT_ATTR_RDONLY();
            case NOSUID -> core_h.MOUNT_ATTR_NOSUID();
            case NODEV -> core_h.MOUNT_ATTR_NODEV();
            case NOEXEC -> core_h.MOUNT_ATTR_NOEXEC();
        }).reduce(0, (some, other) -> some | other);
    }
}

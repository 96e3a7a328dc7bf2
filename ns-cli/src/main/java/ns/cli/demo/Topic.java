package ns.cli.demo;

import java.util.Locale;
import ns.core.error.NamespaceException;

/** What the tutorial can show, in its order. */
enum Topic {
    UTS, IPC, PID, MOUNT, USER, NET;

    /** As the command line has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The lesson, with a mark that nothing on the host has yet. */
    Lesson choose() throws NamespaceException {
        return lesson(switch (this) {
            case UTS -> Looks.otherName();
            case IPC -> IpcLesson.chooseKey();
            case MOUNT -> MountLesson.chooseFolder();
            case USER -> UserLesson.chooseFile();
            case PID, NET -> "";
        });
    }

    /** The same lesson on the other side, which is told the mark. */
    Lesson lesson(String mark) {
        return switch (this) {
            case UTS -> new UtsLesson(mark);
            case IPC -> new IpcLesson(mark);
            case PID -> new PidLesson();
            case MOUNT -> new MountLesson(mark);
            case USER -> new UserLesson(mark);
            case NET -> new NetLesson();
        };
    }
}

package ns.cli.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ns.core.syscall.NativeText;

/**
 * A mount; a line of {@code /proc/self/mountinfo}.
 *
 * @param root the folder of the file system that is mounted
 * @param mountPoint where
 * @param type of file system
 * @param options of the file system, not of the mount
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public record MountInfo(String root, String mountPoint, String type, List<String> options) {

    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int FIRST_OPTIONAL = 6;

    /** The mounts of this process, in the order of the file; lines of another form are left out. */
    public static List<MountInfo> parse(List<String> lines) {
        List<MountInfo> mounts = new ArrayList<>();
        for (String line : lines) {
            List<String> fields = List.of(line.split(" "));
            int dash = fields.lastIndexOf("-");
            if (dash >= FIRST_OPTIONAL && fields.size() > dash + 3) {
                mounts.add(new MountInfo(NativeText.unescape(fields.get(ROOT)), NativeText.unescape(fields.get(MOUNT_POINT)), fields.get(dash + 1),
                        Arrays.asList(fields.get(dash + 3).split(","))));
            }
        }
        return mounts;
    }
}

package ns.bench.peer;

/** Commands that isolate as {@code ns run} does: all six namespaces, root inside, an own /proc. */
public final class Tools {

    private Tools() {}

    /** util-linux's. */
    public static WholeCommand unshare(String... command) {
        return WholeCommand.of("unshare", "--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--kill-child", "--user",
                "--map-root-user", "--mount-proc").and(command);
    }

    /** Bubblewrap. */
    public static WholeCommand bwrap(String... command) {
        return WholeCommand.of("bwrap", "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
                "--uid", "0", "--gid", "0", "--hostname", "bench", "--bind", "/", "/", "--proc", "/proc", "--die-with-parent")
                .and(command);
    }
}

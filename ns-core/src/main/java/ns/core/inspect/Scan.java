package ns.core.inspect;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import ns.core.Namespace;

/**
 * One look through {@code /proc}. Nothing in it stands still: a process, thread, descriptor or mount that is gone when its
 * turn comes is left out.
 */
final class Scan {

    /** The kinds that a thread can be in alone: the kernel refuses the others to a process of several threads. */
    private static final Set<Namespace> OF_THREADS =
            EnumSet.of(Namespace.NETWORK, Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.CGROUP);

    /** The kinds that a process can change for its children, and not for itself. */
    private static final Set<Namespace> OF_CHILDREN = EnumSet.of(Namespace.PID, Namespace.TIME);

    private final Relations relations = new Relations();
    private final Set<Long> hidden = new TreeSet<>();
    private final Set<Long> mountNamespaces = new HashSet<>();

    private Scan() {}

    static Snapshot run() throws IOException {
        Scan scan = new Scan();
        scan.own();
        for (long pid : numbers("/proc").sorted().toArray()) {
            scan.process(pid);
        }
        return new Snapshot(scan.relations.complete().values().stream().map(Sighting::info).toList(), scan.hidden);
    }

    /** The JVM's own mounts first: their paths hold for the caller as they are. */
    private void own() throws IOException {
        mountNamespaces.add(Namespace.MOUNT.currentId());
        mounts("/proc/self", "");
    }

    private void process(long pid) {
        String folder = "/proc/" + pid;
        Map<Namespace, NamespaceId> ids = new EnumMap<>(Namespace.class);
        try {
            for (Namespace kind : Namespace.values()) {
                namespace(folder, kind.procName()).ifPresent(id -> ids.put(kind, id));
            }
        } catch (AccessDeniedException e) {
            hidden.add(pid);
            return;
        }
        Optional<ProcessInfo> info = Optional.empty();
        for (NamespaceId id : ids.values()) {
            Sighting sighting = relations.see(id, folder + "/ns/" + id.kind().procName());
            if (sighting.first == null) {
                info = info.or(() -> Processes.info(pid));
                if (info.isEmpty()) {
                    return; // it has ended
                }
                sighting.first = info.get();
            }
            sighting.processes.add(pid);
        }
        holders(pid, folder, ids);
    }

    private void holders(long pid, String folder, Map<Namespace, NamespaceId> ids) {
        try {
            children(pid, folder, ids);
            threads(pid, folder, ids);
        } catch (AccessDeniedException e) {
            hidden.add(pid); // it has changed its user
        }
        if (ids.containsKey(Namespace.MOUNT)) {
            mounts(folder, ids.get(Namespace.MOUNT));
        }
        descriptors(pid, folder, ids.get(Namespace.NETWORK));
    }

    private void children(long pid, String folder, Map<Namespace, NamespaceId> ids) throws AccessDeniedException {
        for (Namespace kind : OF_CHILDREN) {
            String link = kind.procName() + "_for_children";
            Optional<NamespaceId> id = namespace(folder, link);
            if (id.isPresent() && !id.get().equals(ids.get(kind))) {
                relations.see(id.get(), folder + "/ns/" + link).holders.add(new Holder.Unsharer(pid));
            }
        }
    }

    private void threads(long pid, String folder, Map<Namespace, NamespaceId> ids) throws AccessDeniedException {
        long[] threads = numbers(folder + "/task").filter(tid -> tid != pid).sorted().toArray();
        for (long tid : threads) {
            String task = folder + "/task/" + tid;
            for (Namespace kind : OF_THREADS) {
                Optional<NamespaceId> id = namespace(task, kind.procName());
                if (id.isPresent() && !id.get().equals(ids.get(kind))) {
                    relations.see(id.get(), task + "/ns/" + kind.procName()).holders.add(new Holder.Thread(pid, tid));
                    if (kind == Namespace.MOUNT) {
                        mounts(task, id.get());
                    }
                }
            }
        }
    }

    private void descriptors(long pid, String folder, NamespaceId network) {
        try (Sockets sockets = new Sockets(pid)) {
            for (long fd : numbers(folder + "/fd").sorted().toArray()) {
                String path = folder + "/fd/" + fd;
                try {
                    String link = Files.readSymbolicLink(Path.of(path)).toString();
                    Optional<Sighting> sighting = Sockets.isSocket(link)
                            ? sockets.namespace(fd).map(relations::see).filter(seen -> !seen.id.equals(network))
                            : NamespaceId.parse(link).map(id -> relations.see(id, path));
                    sighting.ifPresent(seen -> seen.holders.add(new Holder.Descriptor(pid, (int) fd)));
                } catch (IOException e) {
                    continue; // it has been closed
                }
            }
        }
    }

    /** The mounts of one process tell those of its mount namespace. */
    private void mounts(String folder, NamespaceId mountNamespace) {
        if (mountNamespaces.add(mountNamespace.number())) {
            mounts(folder, folder + "/root");
        }
    }

    private void mounts(String folder, String root) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(folder, "mountinfo"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return; // it has ended
        }
        for (MountedNamespace mounted : MountedNamespace.parse(lines)) {
            String path = root + mounted.mountPoint();
            relations.see(mounted.id(), path).holders.add(new Holder.File(Path.of(path)));
        }
    }

    /** Empty where the process or thread has ended, or the kernel does not have the kind. */
    private static Optional<NamespaceId> namespace(String folder, String link) throws AccessDeniedException {
        try {
            return NamespaceId.read(folder + "/ns/" + link);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The numbers among the names in a folder: processes, threads, descriptors. */
    private static LongStream numbers(String folder) {
        String[] names = new File(folder).list();
        List<Long> numbers = new ArrayList<>();
        if (names != null) {
            for (String name : names) {
                if (Character.isDigit(name.charAt(0))) {
                    numbers.add(Long.parseLong(name));
                }
            }
        }
        return numbers.stream().mapToLong(Long::longValue);
    }
}

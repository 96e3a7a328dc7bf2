package ns.cli.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import ns.core.inspect.Holder;
import ns.core.inspect.NamespaceInfo;
import ns.core.inspect.ProcessInfo;

/** A namespace as an object of JSON, under the names of {@code lsns -J} as far as that has them; null is what is unknown. */
final class NamespaceJson {

    private NamespaceJson() {}

    static Map<String, Object> of(NamespaceInfo namespace) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ns", namespace.id());
        json.put("type", namespace.kind().procName());
        json.put("nprocs", namespace.processes().size());
        json.put("pid", namespace.first().map(ProcessInfo::pid).orElse(null));
        json.put("uid", namespace.first().map(ProcessInfo::uid).orElse(null));
        json.put("user", namespace.first().map(ProcessInfo::user).orElse(null));
        json.put("command", namespace.first().map(ProcessInfo::command).orElse(null));
        json.put("parent", number(namespace.parentId()));
        json.put("owner", number(namespace.ownerId()));
        json.put("owner_uid", number(namespace.ownerUid()));
        json.put("pids", namespace.processes());
        holders(namespace, json);
        return json;
    }

    private static Long number(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static void holders(NamespaceInfo namespace, Map<String, Object> json) {
        List<Object> files = new ArrayList<>();
        List<Object> descriptors = new ArrayList<>();
        List<Object> threads = new ArrayList<>();
        List<Object> unsharers = new ArrayList<>();
        List<Object> descendants = new ArrayList<>();
        for (Holder holder : namespace.holders()) {
            switch (holder) {
                case Holder.File(Path path) -> files.add(path.toString());
                case Holder.Descriptor(long pid, int fd) -> descriptors.add(Map.of("pid", pid, "fd", fd));
                case Holder.Thread(long pid, long tid) -> threads.add(Map.of("pid", pid, "tid", tid));
                case Holder.Unsharer(long pid) -> unsharers.add(pid);
                case Holder.Descendant(long id) -> descendants.add(id);
            }
        }
        json.put("files", files);
        json.put("descriptors", descriptors);
        json.put("threads", threads);
        json.put("unsharers", unsharers);
        json.put("descendants", descendants);
    }
}

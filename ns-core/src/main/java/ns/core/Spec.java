package ns.core;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import ns.core.process.Stdio;

/** What a builder has collected; {@link IsolationBuilder} documents each part. Not changed any more once it is built. */
final class Spec {

    final EnumSet<Namespace> namespaces;
    final List<IdMap> idMaps;
    /** Changes to the inherited environment, by the variables' names. */
    final Map<String, Environment.Change> environment;
    String hostname;
    String domainname;
    Path proc;
    boolean sys;
    /** Mount point to what is seen there, in order. */
    final Map<Path, Path> binds;
    boolean loopbackUp;
    /** Null where none is. */
    NamespaceHandle joined;
    /** Null where there is none. */
    Preparation preparation;
    OptionalLong uid = OptionalLong.empty();
    OptionalLong gid = OptionalLong.empty();
    /** Null where none were set. */
    List<Long> groups;
    boolean clearEnvironment;
    Path directory;
    boolean dieWithParent;
    Redirect stdin = Redirect.PIPE;
    Redirect stdout = Redirect.PIPE;
    Redirect stderr = Redirect.PIPE;
    boolean mergeStderr;

    Spec() {
        namespaces = EnumSet.noneOf(Namespace.class);
        idMaps = new ArrayList<>();
        environment = new TreeMap<>();
        binds = new LinkedHashMap<>();
    }

    Spec(Spec other) {
        namespaces = EnumSet.copyOf(other.namespaces);
        idMaps = new ArrayList<>(other.idMaps);
        environment = new TreeMap<>(other.environment);
        binds = new LinkedHashMap<>(other.binds);
        hostname = other.hostname;
        domainname = other.domainname;
        proc = other.proc;
        sys = other.sys;
        loopbackUp = other.loopbackUp;
        joined = other.joined;
        preparation = other.preparation;
        uid = other.uid;
        gid = other.gid;
        groups = other.groups;
        clearEnvironment = other.clearEnvironment;
        directory = other.directory;
        dieWithParent = other.dieWithParent;
        stdin = other.stdin;
        stdout = other.stdout;
        stderr = other.stderr;
        mergeStderr = other.mergeStderr;
    }

    Stdio openStdio() throws IOException {
        return Stdio.open(stdin, stdout, stderr, mergeStderr);
    }

    List<String> describeStdio() {
        return Stdio.describe(stdin, stdout, stderr, mergeStderr);
    }

    List<IdMap> idMaps(IdMap.Kind kind) {
        return idMaps.stream().filter(map -> map.kind() == kind).toList();
    }
}

package ns.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ns.cli.demo.Lesson.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verdict on made-up observations: what a kernel that isolates shows, and what one that does not would. */
class OutcomeTest {

    private static final String FOLDER = "/mnt";
    private static final String KEY = "0x00000007";
    private static final String LIST = "ls " + FOLDER;
    private static final String FIND = "findmnt -n -o SOURCE,FSTYPE " + FOLDER;
    private static final String MOUNTED = MountLesson.SOURCE + " tmpfs";
    private static final String NUMBERS = PidLesson.NUMBERS + "70/status";
    private static final String PROCESS = UserLesson.PROCESS + "70";
    private static final String PEER_ID = NetLesson.PEER + "readlink /proc/self/ns/net";

    /** What is seen of a lesson, to be changed by each test. */
    private static final class Story {

        private final Lesson lesson;
        private final List<Map<String, String>> host = new ArrayList<>();
        private final List<Map<String, String>> inside = new ArrayList<>();

        Story(Topic topic, String mark) {
            lesson = topic.lesson(mark);
            for (int i = 0; i < lesson.steps().size(); i++) {
                host.add(new LinkedHashMap<>(Map.of(lesson.which(), "kind:[1]")));
                inside.add(new LinkedHashMap<>(Map.of(lesson.which(), "kind:[2]")));
            }
        }

        /** On the host, after the step of that number. */
        Story host(int step, String command, String says) {
            host.get(step - 1).put(command, says);
            return this;
        }

        /** Inside, after the step of that number. */
        Story inside(int step, String command, String says) {
            inside.get(step - 1).put(command, says);
            return this;
        }

        Outcome end() {
            List<Seen> seen = new ArrayList<>();
            for (int i = 0; i < host.size(); i++) {
                seen.add(new Seen(host.get(i), inside.get(i)));
            }
            return new Outcome(lesson, seen, "");
        }

        void assertFault(String reason) {
            Outcome outcome = end();
            assertFalse(outcome.isIsolated(), outcome::verdict);
            assertEquals("NOT isolated: " + reason, outcome.verdict());
            assertEquals(false, outcome.toJson().get("isolated"));
        }

        void assertIsolated() {
            Outcome outcome = end();
            assertTrue(outcome.isIsolated(), outcome::verdict);
            assertTrue(outcome.verdict().startsWith("isolated: "), outcome::verdict);
            assertEquals(true, outcome.toJson().get("isolated"));
        }
    }

    /** Of a kernel that isolates. */
    private static Story good(Topic topic) {
        return switch (topic) {
            case UTS -> new Story(topic, "bird").host(1, Looks.HOSTNAME, "vm").inside(1, Looks.HOSTNAME, "vm")
                    .host(2, Looks.HOSTNAME, "vm").inside(2, Looks.HOSTNAME, "bird");
            case IPC -> new Story(topic, KEY).host(1, IpcLesson.QUEUES, "0x00000001 id 0").inside(1, IpcLesson.QUEUES, "")
                    .host(2, IpcLesson.QUEUES, "0x00000001 id 0").inside(2, IpcLesson.QUEUES, KEY + " id 0");
            case PID -> new Story(topic, "").host(1, PidLesson.PROCESSES, "1 60 70").host(2, PidLesson.PROCESSES, "1 60 70 77")
                    .host(1, PidLesson.SELF, "60").host(2, PidLesson.SELF, "60")
                    .inside(1, PidLesson.SELF, "1").inside(1, PidLesson.PROCESSES, "1")
                    .inside(2, PidLesson.SELF, "1").inside(2, PidLesson.PROCESSES, "1 16")
                    .host(1, NUMBERS, "70 1").host(2, NUMBERS, "70 1").host(2, PidLesson.NUMBERS + "77/status", "77 16");
            case MOUNT -> new Story(topic, FOLDER).host(1, LIST, "cdrom").inside(1, LIST, "cdrom").host(1, FIND, "").inside(1, FIND, "")
                    .host(2, LIST, "cdrom").host(2, FIND, "").inside(2, LIST, MountLesson.FILE).inside(2, FIND, MOUNTED);
            case USER -> new Story(topic, "/").host(1, UserLesson.SELF, "1000").inside(1, UserLesson.SELF, "0")
                    .host(1, PROCESS, "1000").inside(1, PROCESS, "0")
                    .host(2, Looks.HOSTNAME, "vm").inside(2, Looks.HOSTNAME, "vm").inside(2, UserLesson.RENAME_HOST, "EPERM (1)")
                    .host(3, Looks.HOSTNAME, "vm").inside(3, Looks.HOSTNAME, "bird");
            case NET -> new Story(topic, "").host(1, NetLesson.LINKS, "lo UP\neth0 UP").inside(1, NetLesson.LINKS, "lo DOWN")
                    .host(2, NetLesson.LINKS, "lo UP\neth0 UP").inside(2, NetLesson.LINKS, "lo DOWN\ndemo0 UP")
                    .inside(2, NetLesson.PEER + NetLesson.LINKS, "lo DOWN\ndemo1 UP").inside(2, PEER_ID, "kind:[3]")
                    .host(3, NetLesson.LINKS, "lo UP\neth0 UP").inside(3, NetLesson.LINKS, "lo DOWN\ndemo0 UP")
                    .inside(3, NetLesson.PING, NetLesson.ANSWERS).inside(3, NetLesson.PING_BACK, NetLesson.ANSWERS);
        };
    }

    // all kinds

    @ParameterizedTest
    @EnumSource
    void aKernelThatIsolatesDoes(Topic topic) {
        good(topic).assertIsolated();
    }

    @ParameterizedTest
    @EnumSource
    void theHostsOwnNamespaceIsNoIsolation(Topic topic) {
        String which = good(topic).lesson.which();
        good(topic).inside(1, which, "kind:[1]").assertFault("inside is in the host's namespace, kind:[1]");
        good(topic).inside(2, which, "kind:[3]").assertFault("inside is not in one namespace all the time");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotSeenToTheEndIsNoIsolation(Topic topic) {
        List<Seen> some = good(topic).end().seen().subList(0, 1);
        Outcome outcome = new Outcome(topic.lesson(good(topic).lesson.mark()), some, "clone3 uts namespace: EPERM (1): no");
        assertEquals("NOT isolated: clone3 uts namespace: EPERM (1): no", outcome.verdict());
        assertEquals("clone3 uts namespace: EPERM (1): no", outcome.toJson().get("failure"));
        assertEquals(1, ((List<?>) outcome.toJson().get("steps")).size());
    }

    // uts

    @Test
    void aHostNameThatIsNotSetOrIsTheHostsTooIsNoIsolation() {
        good(Topic.UTS).inside(2, Looks.HOSTNAME, "vm").assertFault("the host name is not bird inside");
        good(Topic.UTS).host(2, Looks.HOSTNAME, "bird").assertFault("the host is called bird now");
    }

    @Test
    void aHostThatIsRenamedBySomebodyElseIsNoFault() {
        good(Topic.UTS).host(2, Looks.HOSTNAME, "other").assertIsolated();
    }

    // ipc

    @Test
    void aQueueThatIsNotThereOrIsTheHostsTooIsNoIsolation() {
        good(Topic.IPC).inside(2, IpcLesson.QUEUES, "").assertFault("queue " + KEY + " is not there inside");
        good(Topic.IPC).host(2, IpcLesson.QUEUES, "0x00000001 id 0\n" + KEY + " id 1").assertFault("the host has queue " + KEY + " too");
    }

    @Test
    void aQueueOfSomebodyElseIsNoFault() {
        good(Topic.IPC).host(2, IpcLesson.QUEUES, "0x00000008 id 0").assertIsolated();
    }

    // pid

    @Test
    void processesOfTheHostThatAreSeenInsideAreNoIsolation() {
        good(Topic.PID).inside(1, PidLesson.SELF, "70").assertFault("the process inside is not number 1");
        String seen = "inside, other processes are seen than those started there";
        good(Topic.PID).inside(1, PidLesson.PROCESSES, "1 60 70").assertFault(seen);
        good(Topic.PID).inside(2, PidLesson.PROCESSES, "1 16 60").assertFault(seen);
        good(Topic.PID).inside(2, PidLesson.PROCESSES, "1").assertFault("inside, the second process is not seen");
    }

    @Test
    void aProcessInsideHasTwoNumbers() {
        good(Topic.PID).host(2, PidLesson.NUMBERS + "77/status", "77").assertFault("the host has no number of its own for what is inside");
    }

    @Test
    void otherProcessesOfTheHostAndAnOldKernelAreNoFault() {
        Story story = good(Topic.PID).host(2, PidLesson.PROCESSES, "1 2 3");
        story.host.forEach(seen -> seen.keySet().removeIf(command -> command.startsWith(PidLesson.NUMBERS)));
        story.assertIsolated();
    }

    // mount

    @Test
    void aMountThatIsNotThereOrIsTheHostsTooIsNoIsolation() {
        String absent = "inside, " + FOLDER + " is not the new file system";
        good(Topic.MOUNT).inside(2, FIND, "").assertFault(absent);
        good(Topic.MOUNT).inside(2, LIST, "cdrom").assertFault(absent);
        String leaked = "the host has the mount on " + FOLDER + " too";
        good(Topic.MOUNT).host(2, FIND, MOUNTED).assertFault(leaked);
        good(Topic.MOUNT).host(2, LIST, "cdrom " + MountLesson.FILE).assertFault(leaked);
    }

    @Test
    void anotherMountOfTheHostIsNoFault() {
        good(Topic.MOUNT).host(2, FIND, "/dev/sr0 iso9660").host(2, LIST, "boot").assertIsolated();
        good(Topic.MOUNT).host(1, FIND, MOUNTED).host(2, FIND, MOUNTED).assertIsolated();
    }

    // user

    @Test
    void rightsThatReachOutsideAreNoIsolation() {
        good(Topic.USER).inside(2, UserLesson.RENAME_HOST, "done").assertFault("root inside may set the host's name: done");
        good(Topic.USER).host(3, Looks.HOSTNAME, "bird").assertFault("the host is called bird now");
    }

    @Test
    void aCallerThatIsNotRootInsideAndItselfOutsideIsNoIsolation() {
        good(Topic.USER).inside(1, UserLesson.SELF, "65534").assertFault("the caller is not root inside");
        good(Topic.USER).host(1, PROCESS, "0").assertFault("the process inside is user 0 on the host, not the caller");
        good(Topic.USER).inside(3, Looks.HOSTNAME, "vm").assertFault("root inside cannot set a name of its own");
    }

    @Test
    void rootOutsideIsNoFault() {
        good(Topic.USER).host(1, UserLesson.SELF, "0").host(1, PROCESS, "0").assertIsolated();
    }

    // net

    @Test
    void aNetworkThatDoesNotAnswerIsNoIsolation() {
        good(Topic.NET).inside(3, NetLesson.LINKS, "lo DOWN").assertFault("the veth pair is not there inside");
        good(Topic.NET).inside(2, NetLesson.PEER + NetLesson.LINKS, "lo DOWN").assertFault("the veth pair is not there inside");
        for (String ping : List.of(NetLesson.PING, NetLesson.PING_BACK)) {
            good(Topic.NET).inside(3, ping, "no answer").assertFault("a ping has no answer");
        }
        for (String other : List.of("kind:[1]", "kind:[2]")) {
            good(Topic.NET).inside(2, PEER_ID, other).assertFault("peer is not another namespace");
        }
    }

    @Test
    void aLinkThatTheHostHasGotIsNoIsolation() {
        for (String name : List.of("demo0", "demo1")) {
            good(Topic.NET).host(3, NetLesson.LINKS, "lo UP\neth0 UP\n" + name + " UP").assertFault("the host has a link " + name + " now");
        }
    }

    @Test
    void otherLinksOfTheHostAreNoFault() {
        good(Topic.NET).host(3, NetLesson.LINKS, "lo UP\nveth9 UP\ndemo00 UP").assertIsolated();
        good(Topic.NET).host(1, NetLesson.LINKS, "lo UP\ndemo0 UP").host(3, NetLesson.LINKS, "lo UP\ndemo0 UP").assertIsolated();
    }
}

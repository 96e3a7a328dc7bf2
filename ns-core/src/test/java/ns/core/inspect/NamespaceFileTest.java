package ns.core.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import ns.core.Namespace;
import ns.core.inspect.NamespaceFile.Opened;
import ns.core.process.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A path where a namespace was seen may lead to anything when it is opened. */
class NamespaceFileTest {

    @Test
    void whatIsAskedForIsOpened() throws Exception {
        NamespaceId own = new NamespaceId(Namespace.UTS, Namespace.UTS.currentId());
        Opened opened = NamespaceFile.open("/proc/self/ns/uts", own);
        try (NamespaceFile file = assertInstanceOf(Opened.Open.class, opened).file()) {
            assertEquals(own, file.id());
            assertEquals(List.of(), file.parent().stream().toList());
        }
    }

    @Test
    @Timeout(10)
    void anythingElseIsNot(@TempDir Path folder) throws Exception {
        Path fifo = folder.resolve("fifo"); // to open it would wait for a writer
        Tool.output("coreutils", "mkfifo", fifo.toString());
        Path named = Files.createFile(folder.resolve("uts:[4026531838]"));
        for (String path : List.of(fifo.toString(), named.toString(), folder.toString(), "/proc/self/ns/ipc",
                folder.resolve("nothing").toString())) {
            assertInstanceOf(Opened.Gone.class, NamespaceFile.open(path, new NamespaceId(Namespace.UTS, 4026531838L)), path);
        }
    }

    @Test
    void theTextOfALinkIsANamespaceOrIsNot() {
        assertEquals(new NamespaceId(Namespace.MOUNT, 4026531832L), NamespaceId.parse("mnt:[4026531832]").orElseThrow());
        for (String text : List.of("", "]", "socket:[12]", "anon_inode:[eventfd]", "net:[]", "net:[x]", "/x/net:[4026531840]",
                "net:[4026531840] ", "network:[4026531840]", "net:[99999999999999999999]", "pipe:[1]", "NET:[1]")) {
            assertEquals(List.of(), NamespaceId.parse(text).stream().toList(), text);
        }
    }
}

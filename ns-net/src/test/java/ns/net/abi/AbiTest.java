package ns.net.abi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import ns.core.abi.AbiProbe;
import ns.net.bindings.net_h;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class AbiTest {

    @TestFactory
    List<DynamicTest> bindingsAgreeWithC(@TempDir Path temp) throws IOException {
        return new AbiProbe("net", net_h.class).tests(temp);
    }
}

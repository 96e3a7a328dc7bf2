package ns.net.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

    private enum Numbered implements Attribute {
        FIRST,
        SECOND;

        @Override
        public int type() {
            return ordinal() + 1;
        }
    }

    @Test
    void anAttributeOfAnyLengthIsWritten() {
        for (int length = 0; length < 1000; length++) {
            byte[] value = new byte[length];
            Arrays.fill(value, (byte) length);
            byte[] written = new MessageWriter(12).bytes(Numbered.FIRST, value).bytes(Numbered.SECOND, value).toBytes();
            Attributes read = Attributes.behind(ByteBuffer.wrap(written).order(ByteOrder.nativeOrder()), 12);
            assertArrayEquals(value, read.bytes(Numbered.FIRST));
            assertArrayEquals(value, read.bytes(Numbered.SECOND));
        }
    }
}

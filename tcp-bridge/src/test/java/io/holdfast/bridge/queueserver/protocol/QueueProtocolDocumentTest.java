package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The byte examples of QUEUE-PROTOCOL.md, which were put together by hand and not by this code. */
class QueueProtocolDocumentTest {
    private Map<String, byte[]> examples;

    @BeforeEach
    void readExamples() throws IOException {
        examples = ProtocolExamples.read();
    }

    private static byte[] encoded(final BaseFrameParser frame, final ByteBuffer bytes) {
        final ByteBuffer target = ByteBuffer.allocateDirect(bytes.capacity());
        final long name = Jvm.address(bytes) + frame.nameOffset();
        if (frame.event() == BaseFrames.MESSAGE) {
            BaseFrames.putMessage(Jvm.address(target), name, frame.nameLength(),
                Jvm.address(bytes) + frame.messageOffset(), frame.messageLength());
        } else {
            BaseFrames.putNamed(Jvm.address(target), frame.event(), name, frame.nameLength());
        }
        final byte[] copy = new byte[target.capacity()];
        target.get(copy);
        return copy;
    }

    @Test
    void theRolesAreThoseOfTheCode() {
        assertArrayEquals(Role.PRODUCE.wire(), examples.get("produce"));
        assertArrayEquals(Role.CONSUME.wire(), examples.get("consume"));
    }

    @Test
    void everyEventIsParsedAndEncodedToTheSameBytes() {
        int events = 0;
        for (final String name : new String[] {"message", "subscribe", "subscribe_all", "unsubscribe",
            "unsubscribe_all"}) {
            final byte[] example = examples.get(name);
            final ByteBuffer bytes = ByteBuffer.allocateDirect(example.length).put(example).flip();
            final BaseFrameParser parser = new BaseFrameParser("message".equals(name) ? Role.PRODUCE : Role.CONSUME,
                new FrameLimits(1024, 1024));

            assertEquals(example.length, parser.parse(bytes, 0, example.length), name);
            assertEquals(name.endsWith("all") ? 0 : 6, parser.nameLength(), name);
            assertArrayEquals(example, encoded(parser, bytes), name);
            events++;
        }
        assertEquals(ProtocolExamples.OF_THE_BASE_PROTOCOL.size() - 3, events, "an example that nobody reads");
    }
}

package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the encoder writes, and the roles. */
class BaseFramesTest {
    private final ByteBuffer target = ByteBuffer.allocateDirect(64);

    private static ByteBuffer direct(final String text) {
        return ByteBuffer.allocateDirect(text.length()).put(WireBytes.latin(text)).flip();
    }

    private byte[] written(final int length) {
        final byte[] bytes = new byte[length];
        target.get(0, bytes);
        return bytes;
    }

    @Test
    void encodesEachEventAsItIsWrittenDown() {
        final ByteBuffer name = direct("prices");
        final ByteBuffer message = direct("1.25");
        final long to = Jvm.address(target);

        assertArrayEquals(new WireBytes().message("prices", "1.25").toBytes(),
            written(BaseFrames.putMessage(to, Jvm.address(name), 6, Jvm.address(message), 4)));
        assertArrayEquals(new WireBytes().message("", "").toBytes(), written(BaseFrames.putMessage(to, 0, 0, 0, 0)));
        assertArrayEquals(new WireBytes().subscribe("prices").toBytes(),
            written(BaseFrames.putNamed(to, BaseFrames.SUBSCRIBE, Jvm.address(name), 6)));
        assertArrayEquals(new WireBytes().unsubscribe("").toBytes(),
            written(BaseFrames.putNamed(to, BaseFrames.UNSUBSCRIBE, 0, 0)));
    }

    @Test
    void knowsTheRolesByTheirSevenBytesWhateverFollows() {
        for (final Role role : Role.values()) {
            final ByteBuffer bytes = ByteBuffer.wrap(new WireBytes().raw(9).role(new String(role.wire()))
                .message("a", "b").toBytes());
            for (int length = 0; length < bytes.capacity(); length++) {
                assertTrue(Role.isPossible(bytes, 1, length));
                assertEquals(length < Role.LENGTH ? null : role, Role.of(bytes, 1, length));
            }
        }
    }

    @Test
    void knowsAStrangerByItsFirstWrongByte() {
        for (final String stranger : new String[] {"GET / HTTP/1.1", "Produce", "consumE", "produca", "sessions "}) {
            final ByteBuffer bytes = ByteBuffer.wrap(WireBytes.latin(stranger));
            final int length = stranger.length();
            final Role role = Role.of(bytes, 0, length);

            assertEquals(role != null, Role.isPossible(bytes, 0, length), stranger);
            assertEquals(stranger.startsWith("sessions") ? Role.SESSION : null, role, stranger);
        }
        assertNull(Role.of(ByteBuffer.wrap(WireBytes.latin("pro")), 0, 3));
    }

    @Test
    void limitsThatNoFrameCouldKeepAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new FrameLimits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new FrameLimits(1, -1));
        assertThrows(IllegalArgumentException.class, () -> new FrameLimits(1024, Integer.MAX_VALUE - 1024));
    }
}

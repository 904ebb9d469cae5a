package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Batch;
import io.holdfast.Claim;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.Transport;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.UnsafeMemory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages of the longest length there can be, and one byte more, over both transports. */
class LargeMessageTest {
    private static final int DEFAULT_LENGTH = 16 << 20;
    private static final int MAX_POLLS = 100_000;

    @TempDir
    private Path folder;

    private TestPair pair;
    private byte[] payload;
    private final List<Integer> types = new ArrayList<>();
    private MessageHandler atServer = this::received;

    private Action received(final Connection connection, final Message message) {
        final byte[] came = new byte[message.length()];
        message.copyTo(came, 0);
        assertEquals(-1, Arrays.mismatch(payload, came), "type=" + message.type());
        types.add(message.type());
        return Action.CONSUMED;
    }

    private void connect(final Transport transport, final int length, final long cycleSize) {
        payload = new byte[length];
        new SplittableRandom(length).nextBytes(payload);
        pair = new TestPair(folder);
        pair.transport = transport;
        pair.serverOptions = context -> context.maxMessageLength(length).cycleSize(cycleSize);
        pair.clientOptions = context -> context.maxMessageLength(length).cycleSize(cycleSize);
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
    }

    private void pollUntil(final String what, final BooleanSupplier condition) {
        for (int i = 0; i < MAX_POLLS && !condition.getAsBoolean(); i++) {
            poll();
        }
        assertTrue(condition.getAsBoolean(), what);
    }

    private void poll() {
        pair.server.doWork();
        pair.server.group(0).poll(atServer, 10);
        pair.client.doWork();
        pair.client.connection().poll(this::received, 10);
        pair.clock.advance(TestPair.TICK_NS);
    }

    private void rest() {
        for (int i = 0; i < 100; i++) {
            pair.clock.advance(TimeUnit.MILLISECONDS.toNanos(500));
            poll();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void sixteenMebibytesGoInEveryWayThereIsAndOneByteMoreInNone(final Transport transport) {
        connect(transport, DEFAULT_LENGTH, 256L << 20);
        try {
            final long memoryBefore = memory();
            atServer = this::answered;

            sendInEveryWay();

            pollUntil("all have come", () -> types.size() == 12 && pair.atClient().unackedMessages() == 0);
            assertEquals(List.of(1, 2, 3, 4, 5, 6), types.stream().filter(type -> type != 7).toList());
            rest();
            final long grown = memory() - memoryBefore;
            assertTrue(grown < 1 << 20, "bytes=" + grown);
        } finally {
            pair.close();
        }
    }

    private static long memory() {
        return HostilePort.directBytes() + UnsafeMemory.INSTANCE.nativeMemoryUsed();
    }

    private Action answered(final Connection connection, final Message message) {
        final BytesStore<?, ?> tooLong = BytesStore.wrap(new byte[DEFAULT_LENGTH + 1]);
        assertEquals(Connection.TOO_LONG, connection.reply(message.index(), 7, tooLong, 0, DEFAULT_LENGTH + 1));
        assertTrue(connection.reply(message.index(), 7, message.payload(), 0, message.length()) > 0);
        return received(connection, message);
    }

    private void sendInEveryWay() {
        final Connection client = pair.atClient();
        final byte[] longer = Arrays.copyOf(payload, DEFAULT_LENGTH + 1);
        final BytesStore<?, ?> bytes = BytesStore.wrap(longer);
        try (Claim claim = new Claim(); Batch batch = client.batch()) {
            assertTrue(client.offer(1, longer, 0, DEFAULT_LENGTH) > 0);
            assertTrue(client.offer(2, ByteBuffer.wrap(payload)) > 0);
            assertTrue(client.offer(3, bytes, 0, DEFAULT_LENGTH) > 0);
            assertTrue(client.tryClaim(4, DEFAULT_LENGTH, claim) > 0);
            claim.buffer().write(payload);
            assertTrue(claim.commit() > 0);
            assertEquals(1, batch.add(5, bytes, 0, DEFAULT_LENGTH));
            assertEquals(2, batch.add(6, bytes, 0, DEFAULT_LENGTH));
            assertTrue(batch.commit() > 0);

            assertEquals(Connection.TOO_LONG, client.offer(1, longer, 0, DEFAULT_LENGTH + 1));
            assertEquals(Connection.TOO_LONG, client.offer(1, ByteBuffer.wrap(longer)));
            assertEquals(Connection.TOO_LONG, client.offer(1, bytes, 0, DEFAULT_LENGTH + 1));
            assertEquals(Connection.TOO_LONG, client.tryClaim(1, DEFAULT_LENGTH + 1, claim));
            assertEquals(Connection.TOO_LONG, batch.add(1, bytes, 0, DEFAULT_LENGTH + 1));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void aLargerLimitHoldsToo(final Transport transport) {
        final int length = 64 << 20;
        connect(transport, length, 128L << 20);
        try {
            for (int i = 1; i <= 3; i++) {
                assertTrue(pair.atClient().offer(i, payload, 0, length) > 0);
            }
            assertEquals(Connection.TOO_LONG, pair.atClient().offer(1, new byte[length + 1], 0, length + 1));
            pollUntil("all have come", () -> types.size() == 3 && pair.atClient().unackedMessages() == 0);
            assertEquals(List.of(1, 2, 3), types);
        } finally {
            pair.close();
        }
    }
}

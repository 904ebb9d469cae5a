package io.holdfast.bridge;

import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.protocol.AckFrame;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.HeartbeatFrame;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.bridge.protocol.SharedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What comes in place of a login, on a real socket, while a good client is at work. */
class HostileLoginTest {
    private static final int LOCAL_NAME = 145;
    private static final int HELD_COUNT = 112;
    private static final byte[] LOGIN = RawClient.bytes(RawClient.login("X", "S")::encode);

    @TempDir
    Path folder;
    private HostilePort port;
    private TreeSet<String> foldersBefore;

    @BeforeEach
    void open() {
        port = new HostilePort(folder);
        foldersBefore = port.allFolders();
    }

    @AfterEach
    void othersDidNotNotice() {
        try (HostilePort open = port) {
            open.assertGoodClientDidNotNotice();
            assertEquals(foldersBefore, open.allFolders());
        }
    }

    private String fate(final byte[] bytes) {
        try (RawClient raw = port.connect()) {
            return raw.send(bytes).awaitEnd();
        }
    }

    private static byte[] changed(final byte[] frame, final Consumer<ByteBuffer> change) {
        final byte[] bytes = frame.clone();
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }

    private static byte[] longer(final byte[] frame, final int more) {
        return changed(Arrays.copyOf(frame, frame.length + more), bytes -> bytes.putInt(0, bytes.capacity()));
    }

    @Test
    void closesOnAFrameLengthOutOfBounds() {
        for (final int length : new int[] {0, -1, 1, 23, Protocol.MAX_LOGIN_FRAME_LENGTH + 1, Integer.MAX_VALUE,
            Integer.MIN_VALUE}) {
            assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putInt(0, length))),
                "length=" + length);
        }
    }

    @Test
    void closesOnAFrameLengthThatDoesNotFitTheFields() {
        assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putInt(0, 24))));
        assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putInt(0, bytes.capacity() - 1))));
        assertEquals("CLOSE PROTOCOL_ERROR", fate(longer(LOGIN, 1)));
        assertEquals("CLOSE PROTOCOL_ERROR", fate(longer(LOGIN, Protocol.MAX_LOGIN_FRAME_LENGTH - LOGIN.length)));
    }

    @Test
    void closesOnStringLengthsThatDoNotFit() {
        final int remoteName = LOCAL_NAME + 2 + 1;
        final int credentials = remoteName + 2 + 1;
        for (final int field : new int[] {LOCAL_NAME, remoteName, credentials, credentials + 2, credentials + 4}) {
            for (final int length : new int[] {200, 0x7FFF, 0x8000, 0xFFFF}) {
                assertEquals("CLOSE PROTOCOL_ERROR",
                    fate(changed(LOGIN, bytes -> bytes.putShort(field, (short) length))), field + " " + length);
            }
        }
    }

    @Test
    void closesOnCountsThatAreTooHigh() {
        for (final int count : new int[] {1, 4, 5, 127, 128, 255}) {
            assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.put(HELD_COUNT, (byte) count))),
                "count=" + count);
        }
    }

    @Test
    void closesOnNegativeNumbers() {
        final int[] longs = {40, 64, 72, 96, 104};
        final int[] ints = {56, 60, 88, 92, 113, 117, 121};
        for (final int field : longs) {
            assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putLong(field, -1))), "" + field);
        }
        for (final int field : ints) {
            assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putInt(field, -1))), "" + field);
        }
    }

    @Test
    void refusesFactsThatCannotBe() {
        assertEquals("REFUSED LIMITS", fate(changed(LOGIN, bytes -> bytes.putInt(113, Integer.MAX_VALUE))));
        assertEquals("REFUSED VERSION", fate(changed(LOGIN, bytes -> bytes.putShort(28, (short) 2)
            .putShort(30, (short) 0xFFFF))));
        assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putInt(24, 0))));
    }

    @Test
    void refusesNamesThatAreNone() {
        for (final String name : List.of("", ".", "..", "../x", "/", "/tmp/x", "a/b", "a\0b", "\0", "a\\b", ".hidden",
            "a b", "a\n", "\u00fc", "\u00e5\u0090\u008d", "S", "c", "owner", "owner.lock", "OWNER")) {
            assertEquals("REFUSED INVALID_NAME", fate(RawClient.bytes(RawClient.login(name, "S")::encode)), name);
        }
    }

    @Test
    void refusesLongNames() {
        for (final int length : new int[] {65, 255, 4096, 16_000}) {
            assertEquals("REFUSED INVALID_NAME",
                fate(RawClient.bytes(RawClient.login("x".repeat(length), "S")::encode)), "length=" + length);
        }
    }

    @Test
    void refusesAnotherServersName() {
        for (final String name : List.of("s", "T", "../S", "S\0", ".")) {
            assertEquals("REFUSED WRONG_NAME", fate(RawClient.bytes(RawClient.login("X", name)::encode)), name);
        }
    }

    @Test
    void closesOnFramesThatAreNoLogin() {
        final List<Consumer<ByteBuffer>> others = List.of(RawClient.confirm()::encode,
            Close.of(CloseReason.DISCONNECT, "")::encode, buffer -> HeartbeatFrame.encode(buffer, 1, 1),
            buffer -> AckFrame.encode(buffer, 1));

        others.forEach(other -> assertEquals("CLOSE PROTOCOL_ERROR", fate(RawClient.bytes(other))));
        for (int type = 0; type < 256; type++) {
            final int other = type;
            if (type != FrameType.LOGIN && type != FrameType.REFUSED) {
                assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.put(4, (byte) other))),
                    FrameType.name(type));
            }
        }
    }

    @Test
    void closesOnReservedBits() {
        assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.put(5, (byte) 1))));
        assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.put(7, (byte) 0x80))));
        assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putLong(8, 1))));
        assertEquals("CLOSE PROTOCOL_ERROR", fate(changed(LOGIN, bytes -> bytes.putLong(16, 1))));
    }

    @Test
    void closesOnFramesOutOfOrder() {
        try (RawClient raw = port.connect(); RawClient open = port.connect()) {
            assertEquals(List.of("LOGIN_OK", "CLOSE PROTOCOL_ERROR"), raw.send(LOGIN).send(LOGIN).awaitAll());
            final byte[] nameless = RawClient.bytes(RawClient.login("X", "")::encode);
            assertEquals(List.of("CHALLENGE", "CLOSE PROTOCOL_ERROR"),
                open.send(nameless).send(nameless).awaitAll());
        }
    }

    @Test
    void refusesConfirmationsThatDoNotFollow() {
        assertEquals("REFUSED INDEX_MISMATCH", fateOf(offer(ResumeOutcome.FROM_START, RawClient.INCARNATION + 1, 0)));
        assertEquals("REFUSED INDEX_MISMATCH", fateOf(offer(ResumeOutcome.FROM_START, RawClient.INCARNATION, 5)));
        assertEquals("REFUSED INDEX_MISMATCH",
            fateOf(offer(ResumeOutcome.CONTINUED, RawClient.INCARNATION, Long.MAX_VALUE)));
        for (final ResumeOutcome outcome : ResumeOutcome.values()) {
            if (outcome != ResumeOutcome.FROM_START && outcome != ResumeOutcome.RECEIVER_STATE_LOST) {
                assertEquals("REFUSED INDEX_MISMATCH", fateOf(offer(outcome, RawClient.INCARNATION, 0)),
                    outcome.name());
            }
        }
        assertEquals("REFUSED SHM_IMPOSSIBLE",
            fateOf(RawClient.bytes(new Confirm(RawClient.confirm().offer(), Protocol.TRANSPORT_SHM,
                SharedMemory.NONE)::encode)));
        assertEquals("CLOSE PROTOCOL_ERROR",
            fateOf(changed(RawClient.bytes(RawClient.confirm()::encode), bytes -> bytes.put(24, (byte) 10))));
        assertEquals("CLOSE PROTOCOL_ERROR",
            fateOf(changed(RawClient.bytes(RawClient.confirm()::encode), bytes -> bytes.putLong(38, -1))));
    }

    private static byte[] offer(final ResumeOutcome outcome, final long incarnation, final long resumeAfter) {
        return RawClient.bytes(new Confirm(new ResumeOffer(outcome, incarnation, 1, resumeAfter, 0, 0, 0),
            Protocol.TRANSPORT_TCP, SharedMemory.NONE)::encode);
    }

    private String fateOf(final byte[] confirm) {
        try (RawClient raw = port.connect()) {
            raw.send(LOGIN);
            assertEquals(FrameType.LOGIN_OK, FrameHeader.type(raw.awaitFrame(), 0));
            return raw.send(confirm).awaitEnd();
        }
    }

    @Test
    void survivesALoginCutShortAtEveryByte() {
        for (int length = 0; length <= LOGIN.length; length++) {
            try (RawClient raw = port.connect()) {
                raw.send(Arrays.copyOf(LOGIN, length));
                port.pair.poll();
            }
            port.pair.poll();
        }
        port.pair.pollUntil("no login is left", () -> port.pair.server.pendingLogins() == 0);
    }

    @Test
    void survivesGarbage() {
        final long seed = 20260727;
        final Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            final byte[] garbage = new byte[24 + random.nextInt(2000)];
            random.nextBytes(garbage);

            assertEquals("CLOSE PROTOCOL_ERROR", fate(garbage), "seed=" + seed + " i=" + i);
        }
    }

    @Test
    void survivesALoginWithAnyByteChanged() {
        final long seed = 20260728;
        final Random random = new Random(seed);
        for (int i = 0; i < LOGIN.length; i++) {
            final int at = i;
            final byte[] changed = changed(LOGIN, bytes -> bytes.put(at, (byte) random.nextInt()));
            try (RawClient raw = port.connect()) {
                raw.send(changed);
                for (int polls = 0; polls < 20; polls++) {
                    port.pair.poll();
                }
            }
            port.assertGoodClientDidNotNotice();
        }
        port.pair.pollUntil("no login is left", () -> port.pair.server.pendingLogins() == 0);
    }

    @Test
    void refusesWhenTheLoginHandlerFails() {
        final AtomicReference<LoginHandler> handler = new AtomicReference<>(LoginHandler.ACCEPT_ALL);
        port.close();
        port = new HostilePort(folder.resolve("handler"),
            context -> context.loginHandler(request -> handler.get().onLogin(request)), context -> { });
        foldersBefore = port.allFolders();
        final List<LoginHandler> faulty = List.of(request -> null, request -> LoginHandler.Decision.accept(null),
            request -> LoginHandler.Decision.accept("X", new byte[4097]), request -> LoginHandler.Decision.refuse(null),
            request -> {
                throw new IllegalStateException("thrown on purpose");
            });

        for (final LoginHandler one : faulty) {
            handler.set(one);
            assertEquals("REFUSED APPLICATION", fate(LOGIN));
        }
    }

    @Test
    void closesALoginThatComesOneByteASecond() {
        try (RawClient raw = port.connect()) {
            for (int second = 0; second < 5; second++) {
                raw.send(LOGIN[second]);
                port.pair.poll();
                port.pair.poll();
                assertTrue(!raw.read(), "closed after " + second + " s");
                port.pair.clock.advance(TimeUnit.SECONDS.toNanos(1));
            }

            assertEquals("CLOSE LOGIN_TIMEOUT", raw.awaitEnd());
        }
    }

    @Test
    void closesAnIdleLoginAtItsDeadlineAndNotBefore() {
        try (RawClient raw = port.connect()) {
            port.pair.pollUntil("the login is there", () -> port.pair.server.pendingLogins() == 1);
            port.pair.clock.advance(TimeUnit.SECONDS.toNanos(5) - 2 * TestPair.TICK_NS);
            port.pair.poll();
            port.pair.poll();
            assertEquals(1, port.pair.server.pendingLogins());

            port.pair.clock.advance(2 * TestPair.TICK_NS);

            assertEquals("CLOSE LOGIN_TIMEOUT", raw.awaitEnd());
        }
    }

    @Test
    void leavesNothingBehindOfALoginThatIsNeverConfirmed() {
        try (RawClient raw = port.connect()) {
            raw.send(RawClient.bytes(RawClient.login("never-confirmed", "S")::encode));
            assertEquals(FrameType.LOGIN_OK, FrameHeader.type(raw.awaitFrame(), 0));
            assertEquals(foldersBefore, port.allFolders());

            port.pair.clock.advance(TimeUnit.SECONDS.toNanos(5));

            assertEquals("CLOSE LOGIN_TIMEOUT", raw.awaitEnd());
        }
    }

    @Test
    void forgetsTheNameOfTheLoginBefore() {
        assertEquals("REFUSED WRONG_NAME", fate(RawClient.bytes(RawClient.login("first", "T")::encode)));
        port.pair.atServer.events.clear();
        port.pair.atServer.refusedNames.clear();

        assertEquals("", fate(RawClient.bytes(new Refused(3, "no")::encode)));

        assertEquals(1, port.pair.atServer.refusedNames.size());
        assertNull(port.pair.atServer.refusedNames.get(0));
    }
}

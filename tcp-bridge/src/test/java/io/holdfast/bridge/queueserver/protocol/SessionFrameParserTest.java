package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Stream;

import static io.holdfast.bridge.queueserver.protocol.SessionFrameParser.FAULTY;
import static io.holdfast.bridge.queueserver.protocol.SessionFrameParser.INCOMPLETE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Frames of a session cut at every byte, and which are refused as soon as how many bytes are there. */
class SessionFrameParserTest {
    private static final FrameLimits LIMITS = new FrameLimits(8, 20);
    private static final int HEADER = SessionFrames.HEADER_LENGTH;

    private static WireBytes frame(final int type, final int bodyLength) {
        return new WireBytes().u32(1L + bodyLength).raw(type);
    }

    private static WireBytes produce(final int bodyLength, final int event, final long nameLength) {
        return frame(4, bodyLength).u64(1).raw(event).u32(nameLength);
    }

    @Test
    void everyFrameIsIncompleteUpToItsLastByteAndThenWhole() throws IOException {
        final FrameLimits limits = new FrameLimits(1024, 1024);
        int frames = 0;
        for (final Map.Entry<String, byte[]> example : ProtocolExamples.read().entrySet()) {
            final byte[] bytes = example.getValue();
            final String name = example.getKey();
            if (ProtocolExamples.OF_THE_BASE_PROTOCOL.contains(name) || "session".equals(name)
                || "server_proof".equals(name)) {
                continue;
            }
            final ByteBuffer shifted = ByteBuffer.allocate(bytes.length + 10).put(3, bytes);
            for (final SessionPhase phase : SessionPhase.values()) {
                final SessionFrameParser parser = new SessionFrameParser(phase, limits);
                for (int cut = 0; phase.allows(bytes[4]) && cut < bytes.length; cut++) {
                    assertEquals(INCOMPLETE, parser.parse(shifted, 3, 3 + cut), name + " cut=" + cut);
                    assertEquals(cut < HEADER ? HEADER : bytes.length, parser.neededLength());
                }
                final boolean isWhole = parser.parse(shifted, 3, shifted.capacity()) == bytes.length;
                assertEquals(phase.allows(bytes[4]), isWhole, name + " " + phase);
            }
            frames++;
        }
        assertEquals(18, frames);
    }

    private static Stream<Arguments> faults() {
        final SessionPhase greeting = SessionPhase.GREETING;
        final SessionPhase producing = SessionPhase.PRODUCING;
        final SessionPhase consuming = SessionPhase.CONSUMING;
        return Stream.of(
            arguments("type 0", greeting, frame(0, 10), HEADER, SessionCode.UNEXPECTED),
            arguments("type 13", producing, frame(13, 10), HEADER, SessionCode.UNEXPECTED),
            arguments("type 68, which is 4 modulo 64", producing, frame(68, 30), HEADER, SessionCode.UNEXPECTED),
            arguments("type 255", consuming, frame(255, 10), HEADER, SessionCode.UNEXPECTED),
            arguments("anything before HELLO", greeting, frame(11, 8), HEADER, SessionCode.UNEXPECTED),
            arguments("a proof that nobody asked for", greeting, frame(14, 64), HEADER, SessionCode.UNEXPECTED),
            arguments("HELLO instead of a proof", SessionPhase.PROVING, frame(1, 12), HEADER, SessionCode.UNEXPECTED),
            arguments("a proof too short", SessionPhase.PROVING, frame(14, 63), HEADER, SessionCode.TOO_LONG),
            arguments("a proof too long", SessionPhase.PROVING, frame(14, 65), HEADER, SessionCode.TOO_LONG),
            arguments("CHALLENGE too short", SessionPhase.ANSWERING, frame(13, 36), HEADER, SessionCode.TOO_LONG),
            arguments("CHALLENGE too long", SessionPhase.ANSWERING, frame(13, 37 + 65), HEADER, SessionCode.TOO_LONG),
            arguments("a second HELLO", producing, frame(1, 12), HEADER, SessionCode.UNEXPECTED),
            arguments("a producer subscribes", producing, frame(6, 17), HEADER, SessionCode.UNEXPECTED),
            arguments("a consumer produces", consuming, frame(4, 30), HEADER, SessionCode.UNEXPECTED),
            arguments("a client delivers", consuming, frame(9, 40), HEADER, SessionCode.UNEXPECTED),
            arguments("no length", producing, new WireBytes().u32(0).raw(11), HEADER, SessionCode.TOO_LONG),
            arguments("a length of 4 GiB", producing, new WireBytes().u32(0xFFFF_FFFFL).raw(4), HEADER,
                SessionCode.TOO_LONG),
            arguments("HELLO too short", greeting, frame(1, 10), HEADER, SessionCode.TOO_LONG),
            arguments("HELLO too long", greeting, frame(1, 11 + 65), HEADER, SessionCode.TOO_LONG),
            arguments("HEARTBEAT too long", producing, frame(11, 9), HEADER, SessionCode.TOO_LONG),
            arguments("ACK too short", consuming, frame(10, 11), HEADER, SessionCode.TOO_LONG),
            arguments("PRODUCE of no message", producing, frame(4, 16), HEADER, SessionCode.TOO_LONG),
            arguments("PRODUCE beyond both limits", producing, frame(4, 8 + 9 + 29), HEADER, SessionCode.TOO_LONG),
            arguments("SUBSCRIBE of a long name", consuming, frame(6, 17 + 9), HEADER, SessionCode.TOO_LONG),
            arguments("CLOSE of a long text", consuming, frame(12, 6 + 1025), HEADER, SessionCode.TOO_LONG),
            arguments("HELLO whose name ends early", greeting,
                frame(1, 13).raw(1, 1, 'p').u32(0).u32(1).raw('a', 'b'), 18, SessionCode.MALFORMED),
            arguments("SUBSCRIBE whose name goes on", consuming,
                frame(6, 18).u32(1).raw(0).u64(0).u32(2).raw('a'), 23, SessionCode.MALFORMED),
            arguments("PRODUCE of no event", producing, produce(17, '>', 0).u32(0), 22, SessionCode.MALFORMED),
            arguments("PRODUCE of a long name", producing, produce(26, '*', 9).role("123456789").u32(0), 31,
                SessionCode.TOO_LONG),
            arguments("PRODUCE of a long message", producing, produce(38, '*', 0).u32(21).role("x".repeat(21)), 43,
                SessionCode.TOO_LONG),
            arguments("PRODUCE whose name goes on", producing, produce(18, '*', 2).raw('a').u32(0), 23,
                SessionCode.MALFORMED),
            arguments("PRODUCE whose message ends early", producing, produce(18, '*', 0).u32(0).raw('a'), 23,
                SessionCode.MALFORMED),
            arguments("PRODUCE whose message goes on", producing, produce(17, '*', 0).u32(1), 22,
                SessionCode.MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsFoundAsSoonAsItCanBe(final String what, final SessionPhase phase, final WireBytes bytes,
                                      final int length, final SessionCode code) {
        final SessionFrameParser parser = new SessionFrameParser(phase, LIMITS);
        final ByteBuffer source = ByteBuffer.wrap(bytes.toBytes());

        assertEquals(INCOMPLETE, parser.parse(source, 0, length - 1), what);
        assertTrue(parser.neededLength() <= length, what);
        assertEquals(FAULTY, parser.parse(source, 0, length), what);
        assertEquals(code, parser.faultCode(), what);
        assertFalse(parser.faultText().isBlank());
    }

    @Test
    void whatMayComeChangesWithThePhase() {
        final ByteBuffer heartbeat = ByteBuffer.wrap(frame(11, 8).u64(0).toBytes());
        final SessionFrameParser parser = new SessionFrameParser(SessionPhase.GREETING, LIMITS);
        assertEquals(FAULTY, parser.parse(heartbeat, 0, heartbeat.capacity()));

        parser.phase(SessionPhase.CONSUMING);

        assertEquals(heartbeat.capacity(), parser.parse(heartbeat, 0, heartbeat.capacity()));
    }

    @Test
    void aTextThatIsTooLongIsCut() {
        final ByteBuffer target = ByteBuffer.allocateDirect(Farewell.OVERHEAD + Farewell.MAX_TEXT_LENGTH);
        final int length = new Farewell(1, "x".repeat(2000)).put(Jvm.address(target),
            SessionFrames.CLOSE);

        final SessionFrameParser parser = new SessionFrameParser(SessionPhase.PRODUCING, LIMITS);

        assertEquals(length, parser.parse(target, 0, target.capacity()));
        assertEquals(Farewell.MAX_TEXT_LENGTH, Farewell.read(target, 0).text().length());
    }

    @Test
    void aParserKnowsItsPhaseAndLimits() {
        assertThrows(NullPointerException.class, () -> new SessionFrameParser(null, LIMITS));
        assertThrows(NullPointerException.class, () -> new SessionFrameParser(SessionPhase.GREETING, null));
    }
}

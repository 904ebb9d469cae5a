package io.holdfast.bridge.queueserver.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Both roles cut at every byte, and what is refused at which byte. */
class BaseFrameParserTest {
    private static final FrameLimits LIMITS = new FrameLimits(8, 20);

    private final BaseFrameParser producer = new BaseFrameParser(Role.PRODUCE, LIMITS);
    private final BaseFrameParser consumer = new BaseFrameParser(Role.CONSUME, LIMITS);

    private static String text(final ByteBuffer bytes, final int offset, final int length) {
        final byte[] copy = new byte[length];
        bytes.get(offset, copy);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }

    private static String event(final BaseFrameParser parser, final ByteBuffer bytes) {
        final String name = (char) parser.event() + text(bytes, parser.nameOffset(), parser.nameLength());
        return parser.event() != '*' ? name
            : name + "=" + text(bytes, parser.messageOffset(), parser.messageLength());
    }

    /** Shows the parser what came, piece by piece; answers the events with the byte at which each was there. */
    private static List<String> events(final BaseFrameParser parser, final byte[] stream, final int... cuts) {
        final List<String> events = new ArrayList<>();
        final ByteBuffer bytes = ByteBuffer.wrap(stream);
        int start = 0;
        for (final int cut : cuts) {
            int length = parser.parse(bytes, start, cut);
            while (length > 0) {
                events.add(event(parser, bytes));
                start += length;
                length = parser.parse(bytes, start, cut);
            }
            assertEquals(BaseFrameParser.INCOMPLETE, length, "cut=" + cut);
            assertTrue(start + parser.neededLength() > cut, "cut=" + cut);
        }
        assertEquals(stream.length, start);
        return events;
    }

    @Test
    void readsTheSameEventsWhereverTheStreamIsCut() {
        final byte[] produced = new WireBytes().message("prices", "1.25").message("", "").message("x", "any \0 byte")
            .message("12345678", "x".repeat(20)).toBytes();
        final byte[] consumed = new WireBytes().subscribe("prices").subscribe("").unsubscribe("prices")
            .unsubscribe("").toBytes();

        for (int cut = 0; cut <= produced.length; cut++) {
            assertEquals(List.of("*prices=1.25", "*=", "*x=any \0 byte", "*12345678=" + "x".repeat(20)),
                events(producer, produced, cut, produced.length));
        }
        for (int cut = 0; cut <= consumed.length; cut++) {
            assertEquals(List.of(">prices", ">", "/prices", "/"), events(consumer, consumed, cut, consumed.length));
        }
    }

    @Test
    void readsTheSameEventsByteByByteAndInRandomPieces() {
        final byte[] produced = new WireBytes().message("a", "first").message("b", "").message("a", "third").toBytes();
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);

        final int[] each = IntStream.rangeClosed(1, produced.length).toArray();
        assertEquals(List.of("*a=first", "*b=", "*a=third"), events(producer, produced, each));
        for (int run = 0; run < 200; run++) {
            final int[] cuts = random.ints(3, 0, produced.length).sorted().toArray();
            assertEquals(List.of("*a=first", "*b=", "*a=third"),
                events(producer, produced, cuts[0], cuts[1], cuts[2], produced.length), "seed=" + seed);
        }
    }

    @Test
    void tellsHowMuchItNeedsAsSoonAsItCanKnow() {
        final ByteBuffer bytes = ByteBuffer.wrap(new WireBytes().message("abc", "12345").toBytes());

        assertEquals(0, producer.parse(bytes, 0, 4));
        assertEquals(5, producer.neededLength());
        assertEquals(0, producer.parse(bytes, 0, 5));
        assertEquals(5 + 3 + 4, producer.neededLength());
        assertEquals(0, producer.parse(bytes, 0, 12));
        assertEquals(5 + 3 + 4 + 5, producer.neededLength());
    }

    static Stream<Arguments> malformedFrames() {
        return Stream.of(
            arguments(Role.PRODUCE, new WireBytes().raw(0), 1, Fault.UNKNOWN_EVENT),
            arguments(Role.PRODUCE, new WireBytes().raw('+'), 1, Fault.UNKNOWN_EVENT),
            arguments(Role.CONSUME, new WireBytes().raw(0xFF), 1, Fault.UNKNOWN_EVENT),
            arguments(Role.CONSUME, new WireBytes().raw('\n'), 1, Fault.UNKNOWN_EVENT),
            arguments(Role.PRODUCE, new WireBytes().subscribe("a"), 1, Fault.NOT_A_CONSUMER),
            arguments(Role.PRODUCE, new WireBytes().unsubscribe(""), 1, Fault.NOT_A_CONSUMER),
            arguments(Role.CONSUME, new WireBytes().message("a", "b"), 1, Fault.NOT_A_PRODUCER),
            arguments(Role.PRODUCE, new WireBytes().raw('*').u32(9), 5, Fault.NAME_TOO_LONG),
            arguments(Role.PRODUCE, new WireBytes().raw('*').u32(0xFFFF_FFFFL), 5, Fault.NAME_TOO_LONG),
            arguments(Role.PRODUCE, new WireBytes().raw('*').u32(0x8000_0000L), 5, Fault.NAME_TOO_LONG),
            arguments(Role.CONSUME, new WireBytes().raw('>').u32(9), 5, Fault.NAME_TOO_LONG),
            arguments(Role.CONSUME, new WireBytes().raw('/').u32(0xFFFF_FFFFL), 5, Fault.NAME_TOO_LONG),
            arguments(Role.PRODUCE, new WireBytes().named('*', new byte[2]).u32(21), 11, Fault.MESSAGE_TOO_LONG),
            arguments(Role.PRODUCE, new WireBytes().named('*', new byte[0]).u32(0xFFFF_FFFFL), 9,
                Fault.MESSAGE_TOO_LONG),
            arguments(Role.PRODUCE, new WireBytes().named('*', new byte[8]).u32(0x8000_0000L), 17,
                Fault.MESSAGE_TOO_LONG));
    }

    @ParameterizedTest
    @MethodSource("malformedFrames")
    void refusesAtTheFirstByteThatIsWrongAndNotBefore(final Role role, final WireBytes stream, final int wrongAt,
                                                      final Fault expected) {
        final ByteBuffer bytes = ByteBuffer.wrap(stream.toBytes());
        final BaseFrameParser parser = new BaseFrameParser(role, LIMITS);

        for (int end = 0; end < wrongAt; end++) {
            assertEquals(BaseFrameParser.INCOMPLETE, parser.parse(bytes, 0, end), "end=" + end);
        }

        assertEquals(BaseFrameParser.FAULTY, parser.parse(bytes, 0, wrongAt));
        assertEquals(expected, parser.fault());
        assertTrue(parser.faultText().startsWith(expected.text()), parser.faultText());
        assertEquals(BaseFrameParser.FAULTY, parser.parse(bytes, 0, bytes.capacity()));
    }

    @Test
    void takesLengthsUpToTheLimits() {
        final byte[] longest = new WireBytes().message("12345678", "x".repeat(20)).toBytes();

        assertEquals(LIMITS.maxFrameLength(), longest.length);
        assertEquals(longest.length, producer.parse(ByteBuffer.wrap(longest), 0, longest.length));
    }
}

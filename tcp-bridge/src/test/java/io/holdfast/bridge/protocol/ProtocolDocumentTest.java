package io.holdfast.bridge.protocol;

import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The byte examples of PROTOCOL.md, which were put together by hand and not by this code. */
class ProtocolDocumentTest {
    private static final Pattern EXAMPLE = Pattern.compile("```hex (\\w+)\\n(.*?)```", Pattern.DOTALL);

    private final Map<String, byte[]> examples = new LinkedHashMap<>();
    private String document;

    @BeforeEach
    void readExamples() throws IOException {
        document = Files.readString(Path.of("PROTOCOL.md"));
        final Matcher matcher = EXAMPLE.matcher(document);
        while (matcher.find()) {
            final String hex = matcher.group(2).replaceAll("#.*", "").replaceAll("\\s", "");
            examples.put(matcher.group(1), HexFormat.of().parseHex(hex));
        }
    }

    @Test
    void showsEveryTypeInUse() {
        for (int type = FrameType.LOGIN; type <= FrameType.CLOSE; type++) {
            final byte[] example = examples.get(FrameType.name(type));
            assertTrue(example != null && example[4] == type, FrameType.name(type));
        }
    }

    @Test
    void decodesEveryLoginExampleAndEncodesItToTheSameBytes() throws ProtocolException {
        for (final Map.Entry<String, byte[]> example : examples.entrySet()) {
            final int type = example.getValue()[4];
            if (type < FrameType.POSITION || type == FrameType.CLOSE) {
                final Consumer<ByteBuffer> decoded = SampleFrames.decode(ByteBuffer.wrap(example.getValue()));

                assertArrayEquals(example.getValue(), SampleFrames.encoded(decoded), example.getKey());
            }
        }
    }

    @Test
    void decodesEverySessionExampleAndEncodesItToTheSameBytes() throws ProtocolException {
        final ByteBuffer position = validated("POSITION");
        final ByteBuffer data = validated("DATA");
        final ByteBuffer heartbeat = validated("HEARTBEAT");
        final ByteBuffer ack = validated("ACK");

        assertEncodes("POSITION", out -> PositionFrame.encode(out, FrameHeader.index(position, 0),
            PositionFrame.ordinal(position, 0)));
        assertEncodes("HEARTBEAT", out -> HeartbeatFrame.encode(out, FrameHeader.index(heartbeat, 0),
            FrameHeader.ack(heartbeat, 0)));
        assertEncodes("ACK", out -> AckFrame.encode(out, FrameHeader.ack(ack, 0)));
        assertEncodes("DATA", out -> {
            final int length = DataFrame.recordLength(data, 0);
            final ByteBuffer direct = ByteBuffer.allocateDirect(FrameHeader.HEADER_LENGTH + length)
                .order(ByteOrder.LITTLE_ENDIAN);
            DataFrame.encodeHeader(direct, FrameHeader.index(data, 0), FrameHeader.ack(data, 0), length);
            DataFrame.encodePart(direct, Jvm.address(direct), Jvm.address(data) + DataFrame.recordOffset(0), length);
            out.put(direct.flip());
        });
    }

    @Test
    void saysWhatTheObjectsSay() {
        SampleFrames.documented().forEach((name, frame) -> assertArrayEquals(frame, examples.get(name), name));
    }

    @Test
    void namesEveryRefusalReasonAndOutcomeWithItsNumber() {
        for (final Refusal.Code code : Refusal.Code.values()) {
            assertDocumented("| " + code.wireCode() + " | " + code.name() + " |");
        }
        for (final CloseReason reason : CloseReason.values()) {
            if (reason != CloseReason.OTHER) {
                assertDocumented("| " + reason.wireCode() + " | " + reason.name() + " |");
            }
        }
        for (final ResumeOutcome outcome : ResumeOutcome.values()) {
            assertDocumented(outcome.ordinal() + 1 + " " + outcome.name());
        }
        for (int type = FrameType.LOGIN; type <= FrameType.CLOSE; type++) {
            assertDocumented("| " + type + " | " + FrameType.name(type));
        }
    }

    private void assertDocumented(final String text) {
        assertTrue(document.contains(text), () -> "PROTOCOL.md lacks '" + text + "'");
    }

    private ByteBuffer validated(final String name) throws ProtocolException {
        final byte[] example = examples.get(name);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(example.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(0, example);
        assertEquals(name, FrameType.name(FrameHeader.validate(buffer, 0, 1024)));
        assertEquals(example.length, FrameHeader.length(buffer, 0));
        return buffer;
    }

    private void assertEncodes(final String name, final Consumer<ByteBuffer> encoder) {
        assertArrayEquals(examples.get(name), SampleFrames.encoded(encoder), name);
    }
}

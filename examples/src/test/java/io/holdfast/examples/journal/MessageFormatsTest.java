package io.holdfast.examples.journal;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MessageFormatsTest {
    private static final String HEAD = "4d56f00000003       1234  " + SampleMessage.TIME + "       7  ";

    @Test
    void aLineForPeopleHasAllThatIsKnownAndThePayloadLast() {
        final TextFormat format = new TextFormat(TextFormat.escaped(1000));

        assertEquals(HEAD + "    12  2/3  -  Hello World!\n",
            Written.text(out -> format.write(SampleMessage.of("Hello World!"), out)));
        assertEquals(HEAD + "     0  2/3  -  \n", Written.text(out -> format.write(SampleMessage.of(""), out)));
        assertEquals(HEAD + "     3  2/3  replay,damaged  a\\nb\n", Written.text(out ->
            format.write(SampleMessage.of("a\nb").flagged(true, false, true), out)));
    }

    @Test
    void whatATombstoneWasFilledUpWithIsNotShown() {
        final SampleMessage tombstone = SampleMessage.of("\0\0").flagged(true, true, true);

        assertEquals(HEAD + "     0  2/3  replay,tombstone,damaged  \n",
            Written.text(out -> new TextFormat(TextFormat.escaped(1000)).write(tombstone, out)));
        assertTrue(Written.text(out -> new JsonFormat().write(tombstone, out))
            .contains("\"isTombstone\":true,\"isDamaged\":true,\"payloadBytes\":0,\"payload\":\"\","));
    }

    @Test
    void aPayloadThatIsCutOffSaysHowLongItIs() {
        final SampleMessage message = SampleMessage.of("0123456789");

        assertTrue(Written.text(out -> new TextFormat(TextFormat.escaped(4)).write(message, out))
            .endsWith("  0123 ... (6 more of 10 bytes)\n"));
        assertTrue(Written.text(out -> new TextFormat(TextFormat.escaped(10)).write(message, out))
            .endsWith("  0123456789\n"));
        assertTrue(Written.text(out -> new HexFormat(4).write(message, out))
            .endsWith("30 31 32 33                                       |0123|\n  ... (6 more of 10 bytes)\n"));
    }

    @Test
    void hexHasSixteenBytesALine() {
        final byte[] payload = new byte[18];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (i * 15);
        }

        assertEquals(HEAD + "    18  2/3  -  \n"
                + "  00000000  00 0f 1e 2d 3c 4b 5a 69  78 87 96 a5 b4 c3 d2 e1  |...-<KZix.......|\n"
                + "  00000010  f0 ff                                             |..|\n",
            Written.text(out -> new HexFormat(1000).write(SampleMessage.of(payload), out)));
        assertEquals(HEAD + "     0  2/3  -  \n",
            Written.text(out -> new HexFormat(1000).write(SampleMessage.of(""), out)));
    }

    @Test
    void jsonIsExactForTextAndForBytes() {
        final JsonFormat format = new JsonFormat();
        final String head = "{\"index\":\"4d56f00000003\",\"ordinal\":1234,\"type\":7,\"time\":\"" + SampleMessage.TIME
            + "\",\"ack\":\"4d56f00000001\",\"adoption\":2,\"batchPosition\":1,\"batchSize\":3,";

        assertEquals(head + "\"isReplay\":false,\"isTombstone\":false,\"isDamaged\":false,\"payloadBytes\":13,"
                + "\"payload\":\"€ \\\"a\\\\\\n\\u001b\\u007f\\u202e\","
                + "\"payloadBase64\":null}\n",
            Written.text(out -> format.write(SampleMessage.of("€ \"a\\\n\u001b\u007f\u202e"), out)));
        assertEquals(head + "\"isReplay\":true,\"isTombstone\":false,\"isDamaged\":true,\"payloadBytes\":2,"
                + "\"payload\":null,\"payloadBase64\":\"/8M=\"}\n",
            Written.text(out -> format.write(SampleMessage.of(new byte[] {(byte) 0xff, (byte) 0xc3})
                .flagged(true, false, true), out)));
        assertTrue(Written.text(out -> format.write(SampleMessage.of(""), out))
            .endsWith("\"payloadBytes\":0,\"payload\":\"\",\"payloadBase64\":null}\n"));
    }

    @Test
    void bytesOfAnyLengthAreTheBase64ThatJavaReads() {
        final byte[] payload = new byte[300];
        new Random(1).nextBytes(payload);
        payload[0] = -1;

        for (int length = 1; length <= payload.length; length++) {
            final byte[] bytes = Arrays.copyOf(payload, length);
            final String line = Written.text(out -> new JsonFormat().write(SampleMessage.of(bytes), out));

            assertTrue(line.endsWith("\"payloadBase64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}\n"),
                line);
        }
    }

    @Test
    void sixteenMebibytesAreWrittenWhole() {
        final byte[] payload = new byte[16 << 20];
        Arrays.fill(payload, (byte) 'x');
        final SampleMessage message = SampleMessage.of(payload);

        final String text = Written.text(out -> new TextFormat(TextFormat.escaped(Integer.MAX_VALUE))
            .write(message, out));

        assertTrue(text.endsWith(new String(payload, StandardCharsets.US_ASCII) + "\n"));
    }
}

package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** A message of a golden store, and the line of text that stands for it. */
record GoldenMessage(long index, long ordinal, int type, int flags, long epochNs, long ack, int adoption,
                     int batchPosition, int batchSize, byte[] payload) {
    private static final int SHORT = 120;

    String line() {
        return "message index=" + Long.toHexString(index) + " ordinal=" + ordinal + " type=" + type + " flags=" + flags
            + " time=" + epochNs + " ack=" + Long.toHexString(ack) + " adoption=" + adoption + " batch="
            + batchPosition + '/' + batchSize + " length=" + payload.length + ' ' + shown();
    }

    /** What a repair leaves of a short message: its place, with zeros where the payload was. */
    GoldenMessage tombstone(final GoldenMessage before) {
        return new GoldenMessage(index, ordinal, 0, RecordDescriptor.FLAG_TOMBSTONE, before.epochNs, before.ack,
            before.adoption, 0, 1, new byte[payload.length + 3 & ~3]);
    }

    private String shown() {
        if (payload.length > SHORT) {
            final CRC32C crc = new CRC32C();
            crc.update(payload);
            return "crc32c=" + Long.toHexString(crc.getValue());
        }
        try {
            final String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return "text=" + text;
            }
        } catch (final CharacterCodingException notText) {
            return hex();
        }
        return hex();
    }

    private String hex() {
        return "hex=" + HexFormat.of().formatHex(payload);
    }
}

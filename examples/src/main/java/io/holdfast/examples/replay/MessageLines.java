package io.holdfast.examples.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Messages as {@code export} writes them, read one by one. Only {@code payload} or {@code payloadBase64} is required;
 * fields that are not known are passed over. One thread.
 */
final class MessageLines implements AutoCloseable {
    private static final int LEAST_STRING = 20_000_000;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_BATCH = 65_535;

    private final JsonParser parser;
    private long line;

    private long index;
    private int type;
    private int batchPosition;
    private int batchSize;
    private boolean isTombstone;
    private boolean isDamaged;
    private byte[] payload;

    /**
     * Begins to read.
     *
     * @param in               UTF-8; closed with this
     * @param maxMessageLength payloads that are longer may be refused
     */
    MessageLines(final InputStream in, final int maxMessageLength) throws IOException {
        final int longest = (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_STRING, 2L * maxMessageLength));
        final JsonFactory factory = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(longest).maxNestingDepth(MAX_DEPTH)
                .build())
            .build();
        parser = factory.createParser(in);
    }

    /**
     * Reads the next message.
     *
     * @return whether there is one
     * @throws BadLineException if what comes next is none
     */
    boolean next() {
        try {
            final JsonToken token = parser.nextToken();
            if (token == null) {
                return false;
            }
            line = parser.currentTokenLocation().getLineNr();
            if (token != JsonToken.START_OBJECT) {
                throw bad("it is not an object");
            }
            clear();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                field(parser.currentName());
            }
            check();
            return true;
        } catch (final JsonProcessingException error) {
            line = error.getLocation() == null ? line : error.getLocation().getLineNr();
            throw bad(error.getOriginalMessage());
        } catch (final IOException error) {
            throw new BadLineException(line, "it cannot be read: " + error.getMessage());
        }
    }

    private void clear() {
        index = 0;
        type = 0;
        batchPosition = 0;
        batchSize = 1;
        isTombstone = false;
        isDamaged = false;
        payload = null;
    }

    private void field(final String name) throws IOException {
        final JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        switch (name) {
            case "index" -> index = hex(text(name));
            case "type" -> type = number(name);
            case "batchPosition" -> batchPosition = number(name);
            case "batchSize" -> batchSize = number(name);
            case "isTombstone" -> isTombstone = flag(name);
            case "isDamaged" -> isDamaged = flag(name);
            case "payload" -> payload(utf8(text(name)));
            case "payloadBase64" -> payload(base64(text(name)));
            default -> parser.skipChildren();
        }
    }

    private void check() {
        if (isTombstone) {
            return;
        }
        if (isDamaged) {
            throw bad("it is of a damaged message; leave it out");
        }
        if (payload == null) {
            throw bad("it has neither payload nor payloadBase64");
        }
        if (batchSize < 1 || batchSize > MAX_BATCH || batchPosition < 0 || batchPosition >= batchSize) {
            throw bad("batchPosition=" + batchPosition + " is no place in a batch of batchSize=" + batchSize);
        }
    }

    private void payload(final byte[] bytes) {
        if (payload != null) {
            throw bad("it has both payload and payloadBase64");
        }
        payload = bytes;
    }

    private String text(final String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw bad(name + " is not a string");
        }
        return parser.getText();
    }

    private int number(final String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw bad(name + " is not a whole number");
        }
        return parser.getIntValue();
    }

    private boolean flag(final String name) throws IOException {
        if (!parser.currentToken().isBoolean()) {
            throw bad(name + " is neither true nor false");
        }
        return parser.getBooleanValue();
    }

    private long hex(final String text) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (final NumberFormatException error) {
            throw bad("index is not hexadecimal: " + text);
        }
    }

    private byte[] utf8(final String text) {
        try {
            final ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            final byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (final CharacterCodingException error) {
            throw bad("payload holds half a character, a surrogate alone; use payloadBase64");
        }
    }

    private byte[] base64(final String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (final IllegalArgumentException error) {
            throw bad("payloadBase64 is no Base64: " + error.getMessage());
        }
    }

    private BadLineException bad(final String what) {
        return new BadLineException(line, what);
    }

    /** {@return the line on which the message begins, from 1} */
    long line() {
        return line;
    }

    /** {@return the index that the first message of the batch had, 0 if that is not told} */
    long batchIndex() {
        return index == 0 ? 0 : index - batchPosition;
    }

    int type() {
        return type;
    }

    int batchPosition() {
        return batchPosition;
    }

    int batchSize() {
        return batchSize;
    }

    /** {@return whether it stands for a message that was lost} */
    boolean isTombstone() {
        return isTombstone;
    }

    /** {@return the payload, the caller's to keep} */
    byte[] payload() {
        return payload;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}

package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.client.QueueMessage;
import io.holdfast.examples.command.Text;
import io.holdfast.examples.journal.ByteOutput;
import io.holdfast.examples.journal.JsonText;
import io.holdfast.examples.journal.Utf8;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes messages of queues, one a line, and counts them. One thread. */
final class MessageWriter {
    private static final int LEAST = 4096;
    private static final byte[] INDEX = bytes("{\"index\":");
    private static final byte[] QUEUE_SEQUENCE = bytes(",\"queueSequence\":");
    private static final byte[] TIME = bytes(",\"time\":");
    private static final byte[] IS_REDELIVERED = bytes(",\"isRedelivered\":");
    private static final byte[] QUEUE = bytes(",\"queue\":");
    private static final byte[] QUEUE_BASE64 = bytes(",\"queueBase64\":");
    private static final byte[] LENGTH = bytes(",\"payloadBytes\":");
    private static final byte[] PAYLOAD = bytes(",\"payload\":");
    private static final byte[] PAYLOAD_BASE64 = bytes(",\"payloadBase64\":");
    private static final byte[] NULL = bytes("null");

    private final ByteOutput out;
    private final boolean isJson;
    private final boolean isNamed;
    private byte[] name = new byte[LEAST];
    private byte[] message = new byte[LEAST];
    private long count;
    private long messageBytes;

    MessageWriter(final ByteOutput out, final boolean isJson, final boolean isNamed) {
        this.out = out;
        this.isJson = isJson;
        this.isNamed = isNamed;
    }

    /**
     * Writes a message of the base protocol; it shows after {@link #flush()}.
     *
     * @param bytes         hold the name and the message
     * @param nameOffset    of the name
     * @param nameLength    in bytes
     * @param messageOffset of the message
     * @param messageLength in bytes
     */
    void write(final ByteBuffer bytes, final int nameOffset, final int nameLength, final int messageOffset,
               final int messageLength) {
        name = ensure(name, nameLength);
        message = ensure(message, messageLength);
        bytes.get(nameOffset, name, 0, nameLength);
        bytes.get(messageOffset, message, 0, messageLength);
        if (isJson) {
            out.put(INDEX).put(NULL).put(QUEUE_SEQUENCE).put(NULL).put(TIME).put(NULL).put(IS_REDELIVERED).put(NULL);
        }
        writeParts(nameLength, messageLength);
    }

    /**
     * Writes a message of the session protocol; it shows after {@link #flush()}.
     *
     * @param from what to write
     */
    void write(final QueueMessage from) {
        name = ensure(name, from.queueLength());
        message = ensure(message, from.length());
        from.copyQueueTo(name, 0);
        from.copyTo(message, 0);
        if (isJson) {
            out.put(INDEX).put('"').hex(from.sequence()).put('"')
                .put(QUEUE_SEQUENCE).decimal(from.queueSequence())
                .put(TIME).put('"').put(Text.isoTime(from.acceptedAtNs())).put('"')
                .put(IS_REDELIVERED).put(Boolean.toString(from.isRedelivered()));
        }
        writeParts(from.queueLength(), from.length());
    }

    private void writeParts(final int nameLength, final int messageLength) {
        count++;
        messageBytes += messageLength;
        if (isJson) {
            value(name, nameLength, QUEUE, QUEUE_BASE64);
            out.put(LENGTH).decimal(messageLength);
            value(message, messageLength, PAYLOAD, PAYLOAD_BASE64);
            out.put('}').put('\n');
        } else {
            if (isNamed) {
                out.put(name, 0, nameLength).put('\t');
            }
            out.put(message, 0, messageLength).put('\n');
        }
    }

    private static byte[] ensure(final byte[] bytes, final int length) {
        return length <= bytes.length ? bytes : new byte[length];
    }

    private void value(final byte[] value, final int length, final byte[] asText, final byte[] asBase64) {
        if (Utf8.isText(value, length)) {
            JsonText.string(value, length, out.put(asText));
            out.put(asBase64).put(NULL);
        } else {
            JsonText.base64(value, length, out.put(asText).put(NULL).put(asBase64));
        }
    }

    /** Shows what was written. */
    void flush() {
        out.flush();
    }

    /** {@return how many messages were written} */
    long count() {
        return count;
    }

    /** {@return how many bytes they had, names not counted} */
    long messageBytes() {
        return messageBytes;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

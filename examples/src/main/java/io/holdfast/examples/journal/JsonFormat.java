package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;

import java.nio.charset.StandardCharsets;

/**
 * A message as one line of JSON, exact: a payload that is UTF-8 is the string {@code payload}; any other is
 * {@code payloadBase64}.
 */
final class JsonFormat implements MessageFormat {
    private static final byte[] INDEX = name("{\"index\":\"");
    private static final byte[] ORDINAL = name("\",\"ordinal\":");
    private static final byte[] TYPE = name(",\"type\":");
    private static final byte[] TIME = name(",\"time\":\"");
    private static final byte[] ACK = name("\",\"ack\":");
    private static final byte[] NULL = name("null");
    private static final byte[] ADOPTION = name(",\"adoption\":");
    private static final byte[] BATCH_POSITION = name(",\"batchPosition\":");
    private static final byte[] BATCH_SIZE = name(",\"batchSize\":");
    private static final byte[] IS_REPLAY = name(",\"isReplay\":");
    private static final byte[] IS_TOMBSTONE = name(",\"isTombstone\":");
    private static final byte[] IS_DAMAGED = name(",\"isDamaged\":");
    private static final byte[] LENGTH = name(",\"payloadBytes\":");
    private static final byte[] PAYLOAD = name(",\"payload\":");
    private static final byte[] PAYLOAD_BASE64 = name(",\"payloadBase64\":");
    private static final byte[] END = name("}\n");
    private static final byte[] TRUE = name("true");
    private static final byte[] FALSE = name("false");

    private final TimeText time = new TimeText();
    private final PayloadBytes payload = new PayloadBytes();

    @Override
    public void write(final JournalMessage message, final ByteOutput out) {
        payload.of(message);
        out.put(INDEX).hex(message.index()).put(ORDINAL).decimal(message.ordinal()).put(TYPE).decimal(message.type())
            .put(TIME);
        time.write(message.appendedAtNs(), out);
        out.put(ACK);
        if (message.ack() == 0) {
            out.put(NULL);
        } else {
            out.put('"').hex(message.ack()).put('"');
        }
        out.put(ADOPTION).decimal(message.adoption())
            .put(BATCH_POSITION).decimal(message.batchPosition()).put(BATCH_SIZE).decimal(message.batchSize())
            .put(IS_REPLAY).put(message.isReplay() ? TRUE : FALSE)
            .put(IS_TOMBSTONE).put(message.isTombstone() ? TRUE : FALSE)
            .put(IS_DAMAGED).put(MessageFlags.isDamaged(message) ? TRUE : FALSE)
            .put(LENGTH).decimal(payload.length());
        if (Utf8.isText(payload.bytes(), payload.length())) {
            JsonText.string(payload.bytes(), payload.length(), out.put(PAYLOAD));
            out.put(PAYLOAD_BASE64).put(NULL);
        } else {
            JsonText.base64(payload.bytes(), payload.length(), out.put(PAYLOAD).put(NULL).put(PAYLOAD_BASE64));
        }
        out.put(END);
    }

    private static byte[] name(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

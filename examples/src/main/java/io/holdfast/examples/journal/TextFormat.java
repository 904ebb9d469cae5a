package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;

/**
 * A message in a line for people: index, ordinal, time, type, size, batch, flags, payload.
 *
 * <pre>
 * 4d56f00000000         1  2026-11-23T09:18:55.123456789Z      7     12  1/1  -  Hello World!
 * </pre>
 */
final class TextFormat implements MessageFormat {
    private static final int ORDINAL_WIDTH = 9;
    private static final int TYPE_WIDTH = 6;
    private static final int LENGTH_WIDTH = 6;
    private static final byte[] GAP = {' ', ' '};

    private final MessageLine line = new MessageLine();
    private final PayloadPart payload;

    /**
     * A format.
     *
     * @param payload what stands for the payload
     */
    TextFormat(final PayloadPart payload) {
        this.payload = payload;
    }

    @Override
    public void write(final JournalMessage message, final ByteOutput out) {
        line.write(message, out);
        payload.write(message, out);
        out.put('\n');
    }

    /** What a line says before the payload. */
    static final class MessageLine {
        private final TimeText time = new TimeText();

        void write(final JournalMessage message, final ByteOutput out) {
            out.hex(message.index()).put(GAP).decimal(message.ordinal(), ORDINAL_WIDTH, ' ').put(GAP);
            time.write(message.appendedAtNs(), out);
            out.put(GAP).decimal(message.type(), TYPE_WIDTH, ' ').put(GAP)
                .decimal(PayloadBytes.lengthOf(message), LENGTH_WIDTH, ' ').put(GAP)
                .decimal(message.batchPosition() + 1L).put('/').decimal(message.batchSize()).put(GAP)
                .put(MessageFlags.text(message)).put(GAP);
        }
    }

    /** Writes a payload, or the part of it that is to be shown. */
    @FunctionalInterface
    interface PayloadPart {
        void write(JournalMessage message, ByteOutput out);
    }

    /**
     * {@return the payload as text, escaped}
     *
     * @param most bytes to be shown
     */
    static PayloadPart escaped(final int most) {
        final PayloadBytes payload = new PayloadBytes();
        return (message, out) -> {
            payload.of(message);
            EscapedText.write(payload.bytes(), 0, Math.min(most, payload.length()), out);
            writeCut(payload.length() - most, payload.length(), out);
        };
    }

    /**
     * Says that a payload has more bytes than were shown.
     *
     * @param more   how many; says nothing if it is not more than 0
     * @param length how many there are
     * @param out    where to
     */
    static void writeCut(final int more, final int length, final ByteOutput out) {
        if (more > 0) {
            out.put(" ... (").decimal(more).put(" more of ").decimal(length).put(" bytes)");
        }
    }
}

package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;

import java.nio.charset.StandardCharsets;

/** Writes payloads as escaped text in which what was searched for is coloured. For a terminal. One thread. */
final class Highlight implements TextFormat.PayloadPart {
    private static final byte[] ON = ascii("\u001b[1;31m");
    private static final byte[] OFF = ascii("\u001b[0m");
    private static final byte[] LEFT_OUT = ascii("... ");
    private static final int BEFORE_MATCH = 40;

    private final PayloadBytes payload = new PayloadBytes();
    private final PayloadSearch search;
    private final int most;

    /**
     * A writer of payloads.
     *
     * @param search what to colour
     * @param most   bytes of a payload to be shown; the first match is among them
     */
    Highlight(final PayloadSearch search, final int most) {
        this.search = search;
        this.most = most;
    }

    @Override
    public void write(final JournalMessage message, final ByteOutput out) {
        final byte[] bytes = payload.of(message).bytes();
        search.reset(payload);
        boolean isMatch = search.find();
        int at = isMatch && search.end() > most
            ? Math.max(0, search.start() - Math.min(BEFORE_MATCH, most / 2)) : 0;
        final int to = (int) Math.min(payload.length(), (long) at + most);
        if (at > 0) {
            out.put(LEFT_OUT);
        }
        while (isMatch && search.start() < to) {
            final int end = Math.min(to, search.end());
            EscapedText.write(bytes, at, search.start(), out);
            if (end > search.start()) {
                out.put(ON);
                EscapedText.write(bytes, search.start(), end, out);
                out.put(OFF);
            }
            at = end;
            isMatch = search.find();
        }
        EscapedText.write(bytes, at, to, out);
        TextFormat.writeCut(payload.length() - to, payload.length(), out);
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

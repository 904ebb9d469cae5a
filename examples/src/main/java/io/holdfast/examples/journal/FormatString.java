package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A format of the user's own in the manner of kcat's {@code -f}: text, tokens that begin with a percent sign, and
 * escapes that begin with a backslash. Nothing is added, no line end either. It is compiled once.
 */
final class FormatString implements MessageFormat {
    /** The tokens and escapes, a line each, as the description of an option has them. */
    static final String SYNTAX = "%%s  the payload as it is; on a terminal escaped like %%q%n"
        + "%%q  the payload as text in one line: control characters and what is no UTF-8 as \\n, \\t, \\xNN%n"
        + "%%x  the payload in hexadecimal%n"
        + "%%S  the payload's size in bytes%n"
        + "%%R  the payload's size as 4 bytes, big-endian%n"
        + "%%i  the index, hexadecimal%n"
        + "%%o  the ordinal%n"
        + "%%t  the type%n"
        + "%%T  the time in milliseconds since the epoch%n"
        + "%%N  the time in nanoseconds since the epoch%n"
        + "%%I  the time as ISO 8601 in UTC with 9 digits%n"
        + "%%a  the ack that was sent with it, hexadecimal, 0 for none%n"
        + "%%b  the place in its batch and the batch's size: 1/1 for a message sent alone%n"
        + "%%F  flags: replay, tombstone, damaged, parted by commas, or -%n"
        + "%%l  the local name (the sender's)%n"
        + "%%r  the remote name (the receiver's)%n"
        + "%%%%  a percent sign%n"
        + "\\n \\r \\t \\\\  line feed, carriage return, tab, backslash%n"
        + "\\xNN  the byte with this value";

    private static final int HEX = 16;
    private static final int BYTE = 8;

    private final MessageFormat[] parts;

    private FormatString(final List<MessageFormat> parts) {
        this.parts = parts.toArray(new MessageFormat[0]);
    }

    /**
     * Who the messages are of and who looks at them.
     *
     * @param localName  of the log
     * @param remoteName of the log
     * @param isTerminal whether payloads must not steer what shows them
     */
    record Setting(String localName, String remoteName, boolean isTerminal) {
    }

    /**
     * Reads a format.
     *
     * @param text    as {@link #SYNTAX} says
     * @param setting of its use
     * @return the format
     * @throws IllegalArgumentException if it has what is no token or escape
     */
    static FormatString compile(final String text, final Setting setting) {
        final List<MessageFormat> parts = new ArrayList<>();
        final ByteArrayOutputStream literal = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            final int codePoint = text.codePointAt(at);
            if (codePoint == '\\') {
                at = escape(text, at, literal);
            } else if (codePoint == '%' && !text.startsWith("%%", at)) {
                addLiteral(literal, parts);
                parts.add(token(text, at, setting));
                at += 2;
            } else {
                literal.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                at += codePoint == '%' ? 2 : Character.charCount(codePoint);
            }
        }
        addLiteral(literal, parts);
        return new FormatString(parts);
    }

    private static void addLiteral(final ByteArrayOutputStream literal, final List<MessageFormat> parts) {
        if (literal.size() > 0) {
            final byte[] bytes = literal.toByteArray();
            parts.add((message, out) -> out.put(bytes));
            literal.reset();
        }
    }

    /** {@return where the text goes on} */
    private static int escape(final String text, final int at, final ByteArrayOutputStream literal) {
        final char escaped = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        switch (escaped) {
            case 'n' -> literal.write('\n');
            case 'r' -> literal.write('\r');
            case 't' -> literal.write('\t');
            case '\\' -> literal.write('\\');
            case 'x' -> {
                literal.write(hexByte(text, at));
                return at + 4;
            }
            default -> throw unknown("\\", text, at);
        }
        return at + 2;
    }

    private static int hexByte(final String text, final int at) {
        if (at + 4 > text.length()) {
            throw unknown("\\", text, at);
        }
        final int high = Character.digit(text.charAt(at + 2), HEX);
        final int low = Character.digit(text.charAt(at + 3), HEX);
        if (high < 0 || low < 0) {
            throw unknown("\\", text, at);
        }
        return high * HEX + low;
    }

    private static MessageFormat token(final String text, final int at, final Setting setting) {
        final char letter = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        return switch (letter) {
            case 's' -> setting.isTerminal() ? quoted() : raw();
            case 'q' -> quoted();
            case 'x' -> hex();
            case 'S' -> (message, out) -> out.decimal(PayloadBytes.lengthOf(message));
            case 'R' -> FormatString::size;
            case 'i' -> (message, out) -> out.hex(message.index());
            case 'o' -> (message, out) -> out.decimal(message.ordinal());
            case 't' -> (message, out) -> out.decimal(message.type());
            case 'T' -> (message, out) ->
                out.decimal(Math.floorDiv(message.appendedAtNs(), TimeUnit.MILLISECONDS.toNanos(1)));
            case 'N' -> (message, out) -> out.decimal(message.appendedAtNs());
            case 'I' -> time();
            case 'a' -> (message, out) -> out.hex(message.ack());
            case 'b' -> (message, out) ->
                out.decimal(message.batchPosition() + 1L).put('/').decimal(message.batchSize());
            case 'F' -> (message, out) -> out.put(MessageFlags.text(message));
            case 'l' -> literal(setting.localName());
            case 'r' -> literal(setting.remoteName());
            default -> throw unknown("%", text, at);
        };
    }

    private static MessageFormat quoted() {
        return TextFormat.escaped(Integer.MAX_VALUE)::write;
    }

    private static MessageFormat raw() {
        final PayloadBytes payload = new PayloadBytes();
        return (message, out) -> out.put(payload.of(message).bytes(), 0, payload.length());
    }

    private static MessageFormat hex() {
        final PayloadBytes payload = new PayloadBytes();
        return (message, out) -> {
            final byte[] bytes = payload.of(message).bytes();
            for (int i = 0; i < payload.length(); i++) {
                out.hexByte(bytes[i]);
            }
        };
    }

    private static void size(final JournalMessage message, final ByteOutput out) {
        for (int shift = Integer.SIZE - BYTE; shift >= 0; shift -= BYTE) {
            out.put(PayloadBytes.lengthOf(message) >>> shift);
        }
    }

    private static MessageFormat time() {
        final TimeText time = new TimeText();
        return (message, out) -> time.write(message.appendedAtNs(), out);
    }

    private static MessageFormat literal(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return (message, out) -> out.put(bytes);
    }

    private static IllegalArgumentException unknown(final String kind, final String text, final int at) {
        final String found = text.substring(at, Math.min(text.length(), at + ("\\".equals(kind) ? 4 : 2)));
        return new IllegalArgumentException("'" + found + "' at character " + (at + 1) + " of the format is none of "
            + ("%".equals(kind) ? "its tokens" : "its escapes") + "; --help lists them");
    }

    @Override
    public void write(final JournalMessage message, final ByteOutput out) {
        for (final MessageFormat part : parts) {
            part.write(message, out);
        }
    }
}

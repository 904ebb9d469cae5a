package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Small text files people can read: a line {@code key=value} each, and as the last line the CRC32C of all bytes before
 * it. Backslash, line feed and carriage return in values are escaped.
 *
 * <pre>
 *   version=1
 *   local=Client
 *   crc=1a2b3c4d
 * </pre>
 */
final class TextRecord {
    private static final String CRC_KEY = "crc=";

    private TextRecord() {
    }

    static byte[] encode(final Map<String, String> values) {
        final StringBuilder text = new StringBuilder();
        values.forEach((key, value) -> text.append(key).append('=').append(escape(value)).append('\n'));
        final byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        return text.append(CRC_KEY).append(crc(body, body.length)).append('\n').toString()
            .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #encode(Map)} wrote.
     *
     * @param file  names the file in errors
     * @param bytes the file's content
     * @return the values in their order
     * @throws CorruptStoreException if anything but a complete record is found
     */
    static Map<String, String> decode(final Path file, final byte[] bytes) {
        return decode(file, bytes, "restore the file from a backup");
    }

    /** What {@link #decode(Path, byte[])} does, with the text of an error that says what to do. */
    static Map<String, String> decode(final Path file, final byte[] bytes, final String advice) {
        final String singleBytes = new String(bytes, StandardCharsets.ISO_8859_1);
        final int bodyLength = singleBytes.lastIndexOf('\n', bytes.length - 2) + 1;
        if (!singleBytes.substring(bodyLength).equals(CRC_KEY + crc(bytes, bodyLength) + '\n')) {
            throw new CorruptStoreException(file, 0, "the checksum line does not fit the " + bytes.length
                + " bytes of this text record; " + advice);
        }
        final Map<String, String> values = new LinkedHashMap<>();
        for (final String line : new String(bytes, 0, bodyLength, StandardCharsets.UTF_8).split("\n")) {
            final int equals = line.indexOf('=');
            if (equals <= 0) {
                throw new CorruptStoreException(file, 0, "this line is not key=value: " + line + "; " + advice);
            }
            values.put(line.substring(0, equals), unescape(line.substring(equals + 1)));
        }
        return values;
    }

    private static String crc(final byte[] bytes, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return String.format("%08x", crc.getValue());
    }

    private static String escape(final String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String unescape(final String value) {
        final StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c != '\\' || i + 1 == value.length()) {
                text.append(c);
                continue;
            }
            final char escaped = value.charAt(++i);
            text.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
        }
        return text.toString();
    }
}

package io.holdfast.examples.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Writes times as ISO 8601 in UTC with nine digits: {@code 2026-11-23T09:18:55.123456789Z}. The text of a second is
 * kept for the times that follow in it. One thread.
 */
final class TimeText {
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int FRACTION_DIGITS = 9;
    private static final DateTimeFormatter SECONDS =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private byte[] secondText;

    /**
     * Writes a time.
     *
     * @param epochNs nanoseconds since the epoch
     * @param out     where to
     */
    void write(final long epochNs, final ByteOutput out) {
        final long itsSecond = Math.floorDiv(epochNs, NS_PER_SECOND);
        if (itsSecond != second) {
            second = itsSecond;
            secondText = SECONDS.format(Instant.ofEpochSecond(itsSecond)).getBytes(StandardCharsets.US_ASCII);
        }
        out.put(secondText).decimal(epochNs - itsSecond * NS_PER_SECOND, FRACTION_DIGITS, '0').put('Z');
    }
}

package io.holdfast.examples.journal;

import io.holdfast.Clock;
import io.holdfast.examples.journal.Position.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PositionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Clock CLOCK = new Clock() {
        @Override
        public long epochNs() {
            return TimeUnit.SECONDS.toNanos(NOW.getEpochSecond());
        }

        @Override
        public long monotonicNs() {
            return 0;
        }
    };

    private static Position parse(final String text) {
        return Position.parse(text, CLOCK);
    }

    @ParameterizedTest
    @CsvSource({"start, START", "END, END", "' ack ', ACK"})
    void placesWithANameAreKnown(final String text, final Kind kind) {
        assertEquals(new Position(kind, 0), parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0x1, 1", "4e2e45509800a, 1375370213949450", "0x4E2E45509800A, 1375370213949450",
        "0x20261123, 539365667", "100000000, 4294967296", "7fffffffffffffff, 9223372036854775807", "0x0, 0",
        "0xadd, 2781"})
    void anIndexIsHexadecimalAsItIsPrinted(final String text, final long index) {
        assertEquals(new Position(Kind.INDEX, index), parse(text));
    }

    @ParameterizedTest
    @CsvSource({"+1, 1", "+0, 0", "+10000000, 10000000"})
    void anOrdinalHasAPlus(final String text, final long ordinal) {
        assertEquals(new Position(Kind.ORDINAL, ordinal), parse(text));
    }

    @ParameterizedTest
    @CsvSource({"2026-11-23, 2026-11-23T00:00:00Z", "2026-11-23T09:00, 2026-11-23T09:00:00Z",
        "2026-11-23T09:00:30, 2026-11-23T09:00:30Z", "2026-11-23T09:00:00.5Z, 2026-11-23T09:00:00.5Z",
        "2026-11-23T09:00+01:00, 2026-11-23T08:00:00Z",
        "2026-11-23T09:18:55.123456789Z, 2026-11-23T09:18:55.123456789Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999999Z"})
    void aTimeIsUtcUnlessItHasAnOffset(final String text, final Instant expected) {
        final Position position = parse(text);

        assertEquals(Kind.TIME, position.kind());
        assertEquals(expected, Instant.EPOCH.plusNanos(position.value()));
    }

    @ParameterizedTest
    @CsvSource({"-15m, 2026-11-23T08:45:00Z", "-7d, 2026-11-16T09:00:00Z", "-90s, 2026-11-23T08:58:30Z"})
    void anAgeIsThatLongAgo(final String text, final Instant expected) {
        assertEquals(expected, Instant.EPOCH.plusNanos(parse(text).value()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+", "--5m", "-5", "-5y", "0x", "beginning", "11223344556677889", "2026-13-01",
        "2026-11-23T25:00", "12:00", "0", "12", "2026", "20261123", "add",
        "8000000000000000", "+1234567890123456789", "+-1", "3000-01-01", "-99999999d"})
    void whatIsNoPositionIsToldWithWhatWouldBe(final String text) {
        final String message = assertThrows(TypeConversionException.class, () -> parse(text)).getMessage();

        assertTrue(message.startsWith("'"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "end", "ack", "+17", "4e2f00000000a", "0x12", "0xffffffff",
        "100000000", "2026-11-23T09:18:55.123456789Z",
        "1969-12-31T23:59:59.999999999Z"})
    void isPrintedAsItMayBeTyped(final String text) {
        assertEquals(text, parse(text).toString());
    }

    @Test
    void theConverterOfOptionsReadsTheSame() {
        assertEquals(new Position(Kind.ORDINAL, 3), new Position.Converter().convert("+3"));
    }
}

package io.holdfast.examples.command;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class AgeTest {
    private final Age converter = new Age();

    @ParameterizedTest
    @CsvSource({"1ms,1000000", "500ms,500000000",
        "90s,90000000000", "15m,900000000000", "12H,43200000000000", "7d,604800000000000"})
    void countsInNanoseconds(final String text, final long ns) {
        assertEquals(ns, converter.convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "0ms", "1.5ms", "ms", "5sm", "5us",
        "-1h", "d", "7", "1.5h", "7days", "200000d", "99999999999999999999s"})
    void refusesWhatIsNoLengthOfTime(final String text) {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    }
}

package io.holdfast.examples.command;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ByteCountTest {
    private final ByteCount converter = new ByteCount();

    @ParameterizedTest
    @CsvSource({"1,1", "500,500", "64k,65536", "256m,268435456", "10G,10737418240", "2t,2199023255552"})
    void countsInPowersOf1024(final String text, final long bytes) {
        assertEquals(bytes, converter.convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "k", "1.5g", "10gb", "ten", "8388608t", "99999999999999999999"})
    void refusesWhatIsNoSize(final String text) {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    }
}

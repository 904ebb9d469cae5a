package io.holdfast.examples.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000000000Z, 1970-01-01 00:00:00.000",
        "1531580000123456789, 2018-07-14T14:53:20.123456789Z, 2018-07-14 14:53:20.123",
        "1531580000999999999, 2018-07-14T14:53:20.999999999Z, 2018-07-14 14:53:20.999",
        "-1, 1969-12-31T23:59:59.999999999Z, 1969-12-31 23:59:59.999",
        "9223372036854775807, 2262-04-11T23:47:16.854775807Z, 2262-04-11 23:47:16.854",
        "-9223372036854775808, 1677-09-21T00:12:43.145224192Z, 1677-09-21 00:12:43.145"
    })
    void timesAreUtcAndThoseForProgramsExact(final long epochNs, final String forPrograms, final String forPeople) {
        assertEquals(forPrograms, Text.isoTime(epochNs));
        assertEquals(forPeople, Text.time(epochNs));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0ms", "99999, 0.0ms", "100000, 0.1ms", "3260000, 3.2ms", "999999999, 999.9ms", "1000000000, 1s",
        "59999999999, 59s", "60000000000, 1m00s", "187000000000, 3m07s", "3599999999999, 59m59s",
        "3600000000000, 1h00m", "18720000000000, 5h12m", "86399999999999, 23h59m", "86400000000000, 1d00h",
        "356400000000000, 4d03h", "-1000000000, -1s", "9223372036854775807, 106751d23h",
        "-9223372036854775808, -106751d23h"})
    void agesSayWhatHasPassedAndNoMore(final long ns, final String expected) {
        assertEquals(expected, Text.age(ns));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1536, 1.5 KiB", "1048575, 1.0 MiB", "1048576, 1.0 MiB",
        "1073741824, 1.0 GiB", "9223372036854775807, 8.0 EiB"})
    void sizesAreInPowersOf1024(final long bytes, final String expected) {
        assertEquals(expected, Text.size(bytes));
    }

    @Test
    void indicesAreUnsignedAndInLowerCase() {
        assertEquals("0", Text.hex(0));
        assertEquals("4d3c00000001", Text.hex(0x4d3c_0000_0001L));
        assertEquals("ffffffffffffffff", Text.hex(-1));
    }

    @Test
    void aTextIsOneLineThatSteersNoTerminal() {
        final String harmless = "caf\u00e9 \u65e5\u672c \ud83d\ude00 ~";

        assertSame(harmless, Text.printable(harmless));
        assertEquals("a\\nb\\r\\tc\\u0000\\u001b[2J\\u007f\\u0085\\u2028\\u2029",
            Text.printable("a\nb\r\tc\u0000\u001b[2J\u007f\u0085\u2028\u2029"));
        assertEquals("evil\\u202etxt.\\u2066\\u200f\\u061c", Text.printable("evil\u202etxt.\u2066\u200f\u061c"));
    }

    @Test
    void widthIsWhatATerminalShows() {
        assertEquals(0, Text.width(""));
        assertEquals(3, Text.width("abc"));
        assertEquals(1, Text.width("e\u0301"));
        assertEquals(6, Text.width("\u65e5\u672c\u8a9e"));
        assertEquals(4, Text.width("\uff21\uac00"));
        assertEquals(3, Text.width("\ud83d\ude00!"));
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abc, 2, ab", "\u4e2d\u6587, 3, \u4e2d", "e\u0301e, 1, e\u0301",
        "'\u001b[1mab\u001b[0mcd\u001b[2me\u001b[0m', 3, '\u001b[1mab\u001b[0mc\u001b[2m\u001b[0m'"})
    void aLineIsCutAtColumnsAndKeepsItsChangesOfColour(final String line, final int columns, final String cut) {
        assertEquals(cut, Text.cut(line, columns));
    }
}

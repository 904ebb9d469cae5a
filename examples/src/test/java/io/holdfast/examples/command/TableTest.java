package io.holdfast.examples.command;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TableTest {
    private static final Column[] COLUMNS = {Column.text("NAME"), Column.number("COUNT"), Column.text("NOTE")};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Output output = new Output(new StandardOutput(bytes));

    private List<String> lines() {
        output.flush();
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void columnsAreAsWideAsWhatIsInThemAndNumbersStandToTheRight() {
        try (Table table = new Table(output, Ansi.OFF, COLUMNS)) {
            table.row("a", 1, "short");
            table.row("longer name", 1_000_000, null);
            table.row(null, null, "last");

            assertEquals(List.of(), lines());
        }

        assertEquals(List.of(
            "NAME           COUNT  NOTE",
            "a                  1  short",
            "longer name  1000000",
            "                      last"), lines());
    }

    @Test
    void withoutRowsNothingIsWritten() {
        new Table(output, Ansi.OFF, COLUMNS).close();

        assertEquals(List.of(), lines());
    }

    @Test
    void columnsWithWidthsAreWrittenRowByRowAndNothingIsCutOff() {
        try (Table table = new Table(output, Ansi.OFF, Column.text("NAME").wide(6), Column.number("N").wide(3))) {
            table.row("a", 1);
            assertEquals(List.of("NAME      N", "a         1"), lines());

            table.row("longer than that", 12_345);
            assertEquals("longer than that  12345", lines().get(2));
        }

        assertEquals(3, lines().size());
    }

    @Test
    void charactersCountAsWideAsATerminalShowsThem() {
        try (Table table = new Table(output, Ansi.OFF, Column.text("NAME"), Column.text("NOTE"))) {
            table.row("\u00e9t\u00e9", "|");
            table.row("e\u0301te\u0301", "|");
            table.row("\u65e5\u672c", "|");
            table.row("\ud83d\ude00", "|");
        }

        assertEquals(List.of("NAME  NOTE", "\u00e9t\u00e9   |", "e\u0301te\u0301   |", "\u65e5\u672c  |",
            "\ud83d\ude00    |"), lines());
    }

    @Test
    void whatWouldSteerATerminalIsEscaped() {
        try (Table table = new Table(output, Ansi.ON, Column.text("NAME"))) {
            table.row("a\u001b[31m\nb\u009b1m\u202e");
        }

        assertEquals(List.of("\u001b[1mNAME\u001b[0m", "a\\u001b[31m\\nb\\u009b1m\\u202e"), lines());
    }

    @Test
    void coloursDoNotCountAndAreOnlyWhereTheyAreWanted() {
        for (final Ansi ansi : List.of(Ansi.ON, Ansi.OFF)) {
            try (Table table = new Table(output, ansi, Column.text("NAME"), Column.number("N"))) {
                table.row(Cell.bad("x"), Cell.good("1"));
                table.row(Cell.odd(""), 22);
            }
        }

        assertEquals(List.of("\u001b[1mNAME\u001b[0m   \u001b[1mN\u001b[0m",
            "\u001b[31mx\u001b[0m      \u001b[32m1\u001b[0m", "      22",
            "NAME   N", "x      1", "      22"), lines());
    }

    @Test
    void aRowHasOneValueForEachColumn() {
        final Table table = new Table(output, Ansi.OFF, COLUMNS);

        assertThrows(IllegalArgumentException.class, () -> table.row("a", 1));
    }
}

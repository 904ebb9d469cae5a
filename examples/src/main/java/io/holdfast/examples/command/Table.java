package io.holdfast.examples.command;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for people: a line of titles, then a line a row, columns padded and two spaces apart, nothing ever cut off.
 * If each column has a width, rows are written at once; else they are kept until {@link #close()}, when the widths are
 * known. Colours only on a terminal; bytes that would steer one are escaped. One thread.
 */
public final class Table implements AutoCloseable {
    private static final String GAP = "  ";

    private final Output output;
    private final Ansi ansi;
    private final Column[] columns;
    private final int[] widths;
    private final boolean isStreaming;
    private final List<Cell[]> kept = new ArrayList<>();
    private boolean hasTitles;

    /**
     * A table.
     *
     * @param output  where to; stays open
     * @param ansi    whether with colours
     * @param columns of it, at least one
     */
    public Table(final Output output, final Ansi ansi, final Column... columns) {
        this.output = output;
        this.ansi = ansi;
        this.columns = columns.clone();
        widths = Arrays.stream(columns).mapToInt(column -> Math.max(column.width(), column.title().length())).toArray();
        isStreaming = Arrays.stream(columns).allMatch(column -> column.width() > 0);
    }

    /**
     * Adds a row.
     *
     * @param values one for each column: a {@link Cell}, null for an empty one, or what is written as its text
     * @throws ClosedOutput if nobody reads any more
     */
    public void row(final Object... values) {
        if (values.length != columns.length) {
            throw new IllegalArgumentException("values=" + values.length + " columns=" + columns.length);
        }
        final Cell[] cells = new Cell[values.length];
        for (int i = 0; i < cells.length; i++) {
            final Cell cell = values[i] instanceof final Cell given ? given
                : new Cell(values[i] == null ? "" : values[i].toString(), null);
            cells[i] = new Cell(Text.printable(cell.text()), cell.style());
        }
        if (isStreaming) {
            write(cells);
            return;
        }
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], Text.width(cells[i].text()));
        }
        kept.add(cells);
    }

    private void write(final Cell[] cells) {
        if (!hasTitles) {
            hasTitles = true;
            writeLine(Arrays.stream(columns).map(column -> new Cell(column.title(), Style.bold)).toArray(Cell[]::new));
        }
        writeLine(cells);
    }

    private void writeLine(final Cell[] cells) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            final int pad = Math.max(0, widths[i] - Text.width(cells[i].text()));
            line.append(i == 0 ? "" : GAP);
            if (columns[i].isRight()) {
                line.append(" ".repeat(pad));
            }
            line.append(coloured(cells[i]));
            if (!columns[i].isRight() && i < cells.length - 1) {
                line.append(" ".repeat(pad));
            }
        }
        output.line(columns[cells.length - 1].isRight() ? line : line.toString().stripTrailing());
    }

    private String coloured(final Cell cell) {
        return cell.style() == null || !ansi.enabled() || cell.text().isEmpty() ? cell.text()
            : cell.style().on() + cell.text() + Style.reset.on();
    }

    /**
     * Writes the rows that were kept, under the titles; without any, nothing.
     *
     * @throws ClosedOutput if nobody reads any more
     */
    @Override
    public void close() {
        kept.forEach(this::write);
        kept.clear();
    }
}

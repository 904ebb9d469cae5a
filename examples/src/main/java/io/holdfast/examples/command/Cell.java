package io.holdfast.examples.command;

import picocli.CommandLine.Help.Ansi.Style;

/**
 * A cell of a {@link Table} with a colour of its own.
 *
 * @param text  what it says
 * @param style its colour, on a terminal only; null for none
 */
public record Cell(String text, Style style) {
    /**
     * {@return a cell that people are to look at because something is wrong}
     *
     * @param text what it says
     */
    public static Cell bad(final String text) {
        return new Cell(text, Style.fg_red);
    }

    /**
     * {@return a cell that people may want to look at}
     *
     * @param text what it says
     */
    public static Cell odd(final String text) {
        return new Cell(text, Style.fg_yellow);
    }

    /**
     * {@return a cell that says that all is well}
     *
     * @param text what it says
     */
    public static Cell good(final String text) {
        return new Cell(text, Style.fg_green);
    }

    /**
     * {@return a cell that matters less than others}
     *
     * @param text what it says
     */
    public static Cell faint(final String text) {
        return new Cell(text, Style.faint);
    }
}

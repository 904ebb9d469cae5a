package io.holdfast.examples.command;

/**
 * A column of a {@link Table}.
 *
 * @param title   its first line
 * @param isRight whether its cells stand to the right, as numbers do
 * @param width   in characters, for a table that is written row by row; 0: as wide as the widest cell
 */
public record Column(String title, boolean isRight, int width) {
    /**
     * {@return a column of text}
     *
     * @param title its first line
     */
    public static Column text(final String title) {
        return new Column(title, false, 0);
    }

    /**
     * {@return a column of numbers}
     *
     * @param title its first line
     */
    public static Column number(final String title) {
        return new Column(title, true, 0);
    }

    /**
     * {@return the column with a width that is known before its cells; a longer cell is written in full}
     *
     * @param characters at least
     */
    public Column wide(final int characters) {
        return new Column(title, isRight, Math.max(characters, title.length()));
    }
}

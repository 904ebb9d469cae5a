package io.holdfast.examples.command;

/** Writes a text, such as a path, so that it may be pasted into a shell as one word. */
public final class ShellWord {
    private ShellWord() {
    }

    /**
     * {@return the word, in quotes if it needs some}
     *
     * @param text any
     */
    public static String of(final String text) {
        return text.matches("[A-Za-z0-9_./:@%+,=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

package io.holdfast.examples.command;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;

/** Tells whether a person is watching, and keeps one line up to date for them. */
public final class Terminal {
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean isInteractive;
    private boolean isLineOpen;

    private Terminal(final PrintStream out, final boolean isInteractive) {
        this.out = out;
        this.isInteractive = isInteractive;
    }

    /** {@return standard error, for progress: visible to a person, never part of a program's output} */
    public static Terminal standardError() {
        return new Terminal(System.err, isConsoleATerminal());
    }

    /** {@return whether both standard input and output are a terminal} */
    public boolean isInteractive() {
        return isInteractive;
    }

    /**
     * Replaces the line on a terminal; does nothing elsewhere.
     *
     * @param line without a line end
     */
    public void update(final String line) {
        if (isInteractive) {
            out.print(ERASE_LINE + line);
            out.flush();
            isLineOpen = true;
        }
    }

    /** Erases the line. */
    public void clear() {
        if (isLineOpen) {
            out.print(ERASE_LINE);
            out.flush();
            isLineOpen = false;
        }
    }

    /** {@return whether standard output can show block characters} */
    public static boolean isUnicode() {
        final String encoding = System.getProperty("stdout.encoding",
            System.getProperty("native.encoding", Charset.defaultCharset().name()));
        return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
    }

    /** From Java 22 a console may exist without a terminal; {@code Console.isTerminal()} is not known to Java 17. */
    private static boolean isConsoleATerminal() {
        final Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (final NoSuchMethodException olderThanJava22) {
            return true;
        } catch (final ReflectiveOperationException error) {
            throw new IllegalStateException("cannot ask the console whether it is a terminal", error);
        }
    }
}

package io.holdfast.examples.command;

import picocli.CommandLine.Help.Ansi;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells whether a person is watching, and keeps one line up to date for them. */
public final class Terminal {
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;

    private final PrintStream out;
    private final boolean isInteractive;
    private boolean isLineOpen;

    private Terminal(final PrintStream out, final boolean isInteractive) {
        this.out = out;
        this.isInteractive = isInteractive;
    }

    /** {@return standard error, for progress: visible to a person, never part of a program's output} */
    public static Terminal standardError() {
        return new Terminal(System.err, isTerminal(ERROR));
    }

    /** {@return whether standard output is a terminal, whatever standard input is} */
    public static boolean isOutput() {
        return isTerminal(OUTPUT);
    }

    /** {@return whether standard output is a terminal on which one can draw, and not only write line after line} */
    public static boolean isScreen() {
        return isOutput() && !"dumb".equals(System.getenv("TERM"));
    }

    /** {@return whether standard input is a terminal, so that a person may be asked} */
    public static boolean isInput() {
        return isTerminal(INPUT);
    }

    /** {@return whether to colour standard output: only on a terminal, and as {@code NO_COLOR} and its like say} */
    public static Ansi ansi() {
        final boolean isForced = System.getenv("CLICOLOR_FORCE") != null;
        return (isOutput() || isForced) && Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF;
    }

    /** {@return whether the line is shown: standard error is a terminal} */
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

    /** Linux tells it of each stream; elsewhere Java tells it of input and output together. */
    private static boolean isTerminal(final int descriptor) {
        final Path link = DESCRIPTORS.resolve(Integer.toString(descriptor));
        try {
            final String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (final IOException | UnsupportedOperationException notLinux) {
            return isConsoleATerminal();
        }
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

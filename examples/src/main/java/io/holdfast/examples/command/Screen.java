package io.holdfast.examples.command;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole screen of a terminal, drawn anew in place: what it showed before comes back when it is closed. Lines beyond
 * its edges are cut off by the terminal. One thread.
 */
public final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String ERASE_LINE_REST = "\u001b[K";
    private static final String ERASE_REST = "\u001b[J";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) \\d{1,5}\\s*");
    private static final int USUAL_HEIGHT = 24;
    private static final long STTY_SECONDS = 1;

    private final Output output;

    /**
     * Takes the screen.
     *
     * @param output a terminal; stays open
     */
    public Screen(final Output output) {
        this.output = output;
        output.text(ENTER);
        output.flush();
    }

    /**
     * Shows lines from the top on, and nothing else.
     *
     * @param lines  not more than fit, without line ends
     */
    public void show(final List<String> lines) {
        output.text(HOME);
        for (int i = 0; i < lines.size(); i++) {
            output.text((i == 0 ? "" : "\r\n") + lines.get(i) + ERASE_LINE_REST);
        }
        output.text(ERASE_REST);
        output.flush();
    }

    /** {@return how many lines fit now; 24 where the terminal does not tell} */
    public static int height() {
        try {
            final Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            final String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            final Matcher matcher = SIZE.matcher(size);
            final boolean isTold = stty.waitFor(STTY_SECONDS, TimeUnit.SECONDS) && matcher.matches();
            final int told = isTold ? Integer.parseInt(matcher.group(1)) : 0;
            return told > 0 ? told : USUAL_HEIGHT;
        } catch (final IOException noSuchProgramOrTerminal) {
            return USUAL_HEIGHT;
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return USUAL_HEIGHT;
        }
    }

    @Override
    public void close() {
        output.text(LEAVE);
        output.flush();
    }
}

package io.holdfast.examples.command;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole screen of a terminal, drawn anew in place: what it showed before, and its settings, come back when it is
 * closed. What does not fit is cut off. One thread.
 */
public final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String ERASE_LINE_REST = "\u001b[K";
    private static final String ERASE_REST = "\u001b[J";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
    private static final int USUAL_HEIGHT = 24;

    private final Output output;
    private final Stty stty = new Stty();
    private final Keyboard keyboard;

    /**
     * How much fits on a screen.
     *
     * @param lines   at least 1
     * @param columns at least 1
     */
    private record Size(int lines, int columns) {
        static final Size UNKNOWN = new Size(USUAL_HEIGHT, Integer.MAX_VALUE);
    }

    /** What there is to show. */
    @FunctionalInterface
    public interface Content {
        /**
         * {@return what to show, best of at most so many lines, without line ends}
         *
         * @param most that fit, at least 1
         */
        List<String> lines(int most);
    }

    /**
     * Takes the screen and its keys.
     *
     * @param output a terminal; stays open
     */
    public Screen(final Output output) {
        this.output = output;
        output.text(ENTER);
        output.flush();
        keyboard = new Keyboard(stty);
    }

    /**
     * Shows lines from the top on, and nothing else.
     *
     * @param content at least a line; asked once
     */
    public void show(final Content content) {
        final Size size = size();
        final List<String> lines = content.lines(size.lines());
        final int last = Math.min(lines.size(), size.lines()) - 1;
        output.text(HOME);
        for (int i = 0; i <= last; i++) {
            output.text((i == 0 ? "" : "\r\n") + (i == last ? ERASE_REST : ERASE_LINE_REST)
                + Text.cut(lines.get(i), size.columns()));
        }
        output.flush();
    }

    /** {@return as it is now; a window may change at any time} */
    private Size size() {
        final Matcher told = SIZE.matcher(stty.run("size").orElse(""));
        if (!told.matches()) {
            return Size.UNKNOWN;
        }
        final int lines = Integer.parseInt(told.group(1));
        final int columns = Integer.parseInt(told.group(2));
        return lines == 0 || columns == 0 ? Size.UNKNOWN : new Size(lines, columns); // 0 is not known
    }

    /** {@return whether a key was pressed since the last call; what else was pressed is forgotten} */
    public boolean isPressed(final char key) {
        return keyboard.isPressed(key);
    }

    @Override
    public void close() {
        try {
            output.text(LEAVE);
            output.flush();
        } finally {
            keyboard.close();
        }
    }
}

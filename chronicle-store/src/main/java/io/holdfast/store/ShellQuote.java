package io.holdfast.store;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Paths as a shell takes them, for the fixes that error texts tell. */
final class ShellQuote {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/.,@%+=:-]+");

    private ShellQuote() {
    }

    static String of(final Path path) {
        final String text = path.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

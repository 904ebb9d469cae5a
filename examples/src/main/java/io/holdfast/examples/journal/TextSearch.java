package io.holdfast.examples.journal;

import io.holdfast.examples.command.CommandFailure;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for a regular expression in the payload as text; {@code ^} and {@code $} stand for the ends of its lines. */
final class TextSearch implements PayloadSearch {
    private static final Pattern PLAIN = Pattern.compile("[^\\\\^$.|?*+()\\[\\]{}]+");

    private final PayloadText text = new PayloadText();
    private final Matcher matcher;

    private TextSearch(final Pattern pattern) {
        matcher = pattern.matcher(text);
    }

    /**
     * {@return a search, of bytes where that finds the same}
     *
     * @param pattern      regular expression of Java
     * @param isIgnoreCase whether upper and lower case are the same, of all scripts
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    static PayloadSearch of(final String pattern, final boolean isIgnoreCase) {
        if (!isIgnoreCase && PLAIN.matcher(pattern).matches()) {
            return new ByteSearch(pattern.getBytes(StandardCharsets.UTF_8));
        }
        return new TextSearch(Pattern.compile(pattern, Pattern.MULTILINE
            | (isIgnoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)));
    }

    @Override
    public void reset(final PayloadBytes payload) {
        matcher.reset(text.of(payload));
    }

    @Override
    public boolean find() {
        try {
            return matcher.find();
        } catch (final StackOverflowError error) {
            throw new CommandFailure("the pattern needs more stack than there is for a payload of " + text.length()
                + " characters; write it without groups that repeat, such as (a|b)*, or give Java more with -Xss",
                error);
        }
    }

    @Override
    public int start() {
        return text.offset(matcher.start());
    }

    @Override
    public int end() {
        return text.offset(matcher.end());
    }
}

package io.holdfast.examples.hostile;

import io.holdfast.examples.command.Shell.Result;

import java.util.regex.Pattern;

/** How a command has to end whatever it meets: with an exit code that is documented and in words for people. */
final class Manners {
    private static final int MOST_EXIT_CODE = 2;
    private static final int SHORTEST_REASON = 20;
    private static final Pattern TRACE = Pattern.compile("\\n\\s+at |--verbose shows where|NullPointer|OutOfBounds"
        + "|IllegalState|IllegalArgument|UncheckedIO|BufferUnderflow|NumberFormat|ClassCast|OutOfMemory|StackOverflow"
        + "|InternalError|FileSystemLoop|MalformedInput|DateTime|NoSuchElement|\\bnull\\b");

    private Manners() {
    }

    /**
     * {@return what is wrong with how a command has ended, nothing if all is well}
     *
     * @param command its name
     * @param result  how it has ended
     */
    static String faults(final String command, final Result result) {
        final StringBuilder faults = new StringBuilder();
        if (result.exitCode() < 0 || result.exitCode() > MOST_EXIT_CODE) {
            faults.append("ended with ").append(result.exitCode()).append(": ").append(result);
        }
        if (TRACE.matcher(result.err()).find()) {
            faults.append(" said: ").append(result.err());
        }
        final String all = result.out() + result.err();
        final boolean isSilent = result.exitCode() == 1 && command.equals("grep"); // as grep is that found nothing
        if (!isSilent && all.isBlank()
            || result.exitCode() == MOST_EXIT_CODE && all.strip().length() < SHORTEST_REASON) {
            faults.append(" ended with ").append(result.exitCode()).append(" and does not say why: ").append(all);
        }
        return faults.toString();
    }
}

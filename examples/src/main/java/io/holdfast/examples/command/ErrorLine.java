package io.holdfast.examples.command;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.List;

/** Turns an exception into one line on standard error and an exit code. */
public final class ErrorLine {
    private ErrorLine() {
    }

    /**
     * Reports a wrong command line.
     *
     * @param error what is wrong with it
     * @return the exit code
     */
    public static int ofUsage(final ParameterException error) {
        final CommandLine command = error.getCommandLine();
        print(command, text(error) + meant(error) + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static String meant(final ParameterException error) {
        final List<String> likely = error instanceof final UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions() : List.of();
        return likely.isEmpty() ? "" : "; did you mean " + String.join(" or ", likely) + "?";
    }

    /**
     * Reports a program that failed.
     *
     * @param error     what it threw
     * @param command   the program
     * @param isVerbose whether to add the stack trace
     * @return the exit code: what the program's annotation says, 1 if it says nothing
     */
    public static int ofFailure(final Exception error, final CommandLine command, final boolean isVerbose) {
        if (error instanceof ClosedOutput) {
            return ClosedOutput.EXIT_CODE;
        }
        print(command, text(error));
        if (isVerbose) {
            final PrintWriter err = command.getErr();
            error.printStackTrace(err);
            err.flush();
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static void print(final CommandLine command, final String text) {
        final PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + text);
        err.flush();
    }

    private static String text(final Exception error) {
        final String message = error.getMessage();
        final boolean isForPeople = error instanceof CommandFailure || error instanceof ParameterException;
        if (message == null || message.isBlank()) {
            return error.getClass().getName() + "; --verbose shows where";
        }
        final String line = message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ").replaceFirst("^Error: ", "");
        return isForPeople ? line : line + " (" + error.getClass().getSimpleName() + ")";
    }
}

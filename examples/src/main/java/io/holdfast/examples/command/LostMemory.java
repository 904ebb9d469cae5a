package io.holdfast.examples.command;

import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Runs a program, and turns the error by which Java tells that a mapped file was cut, or its disk has failed, into one
 * of a command: it may come at any instruction a little behind the one that read, so that nobody else can catch it.
 */
public final class LostMemory implements IExecutionStrategy {
    private final IExecutionStrategy strategy = new RunLast();

    @Override
    public int execute(final ParseResult parsed) {
        try {
            return strategy.execute(parsed);
        } catch (final InternalError fault) {
            final CommandFailure failure = new CommandFailure("a file was cut, or its disk has failed or is full, while"
                + " it was in use (" + fault.getMessage() + "); look at the disk, then run 'holdfast verify'", fault);
            throw new ExecutionException(last(parsed), failure.getMessage(), failure);
        }
    }

    private static CommandLine last(final ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.commandSpec().commandLine();
    }
}

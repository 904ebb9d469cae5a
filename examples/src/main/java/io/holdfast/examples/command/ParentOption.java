package io.holdfast.examples.command;

import picocli.CommandLine.Option;

/** Lets a child process end with the process that started it, however that one ended. */
public final class ParentOption {
    /** The option's name, for those who start child processes. */
    public static final String NAME = "--parent";

    @Option(names = NAME, hidden = true, paramLabel = "PID", description = "End when this process ends.")
    private Long pid;

    /** {@return the process to end with, null if none is named} */
    ProcessHandle parent() {
        if (pid == null) {
            return null;
        }
        return ProcessHandle.of(pid).orElseThrow(() -> new CommandFailure("no process has the parent's pid=" + pid));
    }
}

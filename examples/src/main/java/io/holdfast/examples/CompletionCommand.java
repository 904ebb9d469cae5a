package io.holdfast.examples;

import io.holdfast.examples.command.Output;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast completion}. */
@Command(name = "completion", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Prints the script by which a shell completes the names of commands and options, files, and values that are one of "
        + "a few.",
    "It goes by the name holdfast, be that an alias or a script in the PATH. In ~/.bashrc, or ~/.zshrc with zsh for "
        + "bash, in this order:",
    "  alias holdfast='java -jar /path/to/holdfast.jar'",
    "  source <(holdfast completion bash)",
    "This starts Java with each shell. To do without, write the script to a file once and source that. A bash before "
        + "4, as macOS has it, needs: eval \"$$(holdfast completion bash)\""})
public final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell;

    /** The shells that can be taught. */
    private enum Shell {
        bash, zsh
    }

    /** The script is one for both: in zsh it makes itself understood by {@code bashcompinit}. */
    @Override
    public void run() {
        final CommandLine root = spec.root().commandLine();
        final String script = AutoComplete.bash(root.getCommandName(), root);
        try (Output output = new Output(spec.commandLine().getOut())) {
            output.text(shell == Shell.zsh ? "#compdef " + root.getCommandName() + "\n" + script : script);
        }
    }
}

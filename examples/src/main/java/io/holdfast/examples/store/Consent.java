package io.holdfast.examples.store;

import io.holdfast.examples.command.CommandFailure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The option {@code --yes}, and the question that it answers: what cannot be taken back needs a name to be typed. */
public final class Consent {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--yes", description = "Do it without asking.")
    private boolean isSure;

    private BufferedReader in;

    /** {@return whether nothing is to be asked} */
    public boolean isSure() {
        return isSure;
    }

    /**
     * Returns if a person wants what the lines printed so far tell.
     *
     * @param what whose name is to be typed, such as {@code the peer's name}
     * @param name that is to be typed
     * @throws CommandFailure if it was not
     */
    public void require(final String what, final String name) {
        if (!isSure && !isTyped(what, name)) {
            throw new CommandFailure("nothing was changed: " + what + " was not typed");
        }
    }

    /**
     * Asks, whatever the option says.
     *
     * @param what whose name is to be typed
     * @param name that is to be typed
     * @return whether it was
     * @throws CommandFailure if standard input cannot be read
     */
    public boolean isTyped(final String what, final String name) {
        final PrintWriter err = spec.commandLine().getErr();
        err.println("type " + what + ", " + name + ", to go on:");
        err.flush();
        if (in == null) {
            in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        }
        try {
            return name.equals(in.readLine());
        } catch (final IOException e) {
            throw new CommandFailure("standard input cannot be read, so nobody can be asked", e);
        }
    }
}

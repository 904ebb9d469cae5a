package io.holdfast.examples.bench;

import io.holdfast.examples.bench.link.Contestant;
import io.holdfast.examples.bench.link.HalfOpenSockets;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.CommandFailure;
import picocli.CommandLine.Option;

/** Sockets that have not logged in, beside what is measured. */
final class HalfOpenOptions {
    @Option(names = "--half-open", paramLabel = "N", converter = AtLeastOne.class,
        description = "Blocks by turns without and with N sockets at the server that have not logged in, all of which "
            + "it is told to hold; 10 of each unless --rounds says otherwise. Prints how many times as long the round "
            + "trips with them take, block by block. Of holdfast and the queue server; both processes need N open "
            + "files.")
    private Long count;

    @Option(names = "--drip", description = "Each of these sends a byte of a login each second; else all are silent.")
    private boolean isDripping;

    boolean isAskedFor() {
        return count != null || isDripping;
    }

    int count() {
        return Math.toIntExact(count);
    }

    boolean isDripping() {
        return isDripping;
    }

    /** Checks what the types of the options cannot. */
    void check(final Contestant contestant) {
        if (count == null) {
            throw new CommandFailure("--drip says how those of --half-open behave, which is missing");
        }
        if (count > HalfOpenSockets.MOST) {
            throw new CommandFailure("--half-open must be at most " + HalfOpenSockets.MOST + ", was " + count);
        }
        if (!contestant.hasLogins()) {
            throw new CommandFailure(contestant.title() + " has no logins; leave --half-open out");
        }
    }
}

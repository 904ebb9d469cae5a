package io.holdfast.examples.bench.link;

import io.holdfast.examples.command.Shutdown;

import java.util.EnumMap;
import java.util.Map;

/** The time in which an {@link Echo} is the only one to be polled in its process. One thread. */
public final class Turn {
    private static final int IDLE_POLLS_PER_LOOK = 4096;

    private final TurnFile file;
    private final Shutdown shutdown;
    private final long number;
    private int idlePolls;
    private boolean isCut;

    private Turn(final TurnFile file, final Shutdown shutdown, final long number) {
        this.file = file;
        this.shutdown = shutdown;
        this.number = number;
    }

    /** {@return whether to go on; costs a read of a word that is in the cache} */
    boolean isOn() {
        return file.turn() == number && !isCut;
    }

    /**
     * Counts polls. After so many without work that the other process is likely not to run at all, it is let have the
     * core, in case there is no other.
     *
     * @param workCount what the last poll did
     */
    void polled(final int workCount) {
        if (workCount > 0) {
            idlePolls = 0;
        } else if ((++idlePolls & IDLE_POLLS_PER_LOOK - 1) == 0) {
            isCut |= shutdown.isRequested();
            Thread.yield();
        }
    }

    /**
     * Serves turn after turn, opening each system at its first one, until the end is told or the process is to end.
     *
     * @param settings of the systems
     * @param shutdown ends it early
     */
    public static void serveAll(final LinkSettings settings, final Shutdown shutdown) {
        final TurnFile file = TurnFile.map(settings.folder());
        final Map<Contestant, Echo> echoes = new EnumMap<>(Contestant.class);
        try {
            long number = 0;
            boolean isCut = false;
            while (number != TurnFile.END && !isCut) {
                final Turn turn = new Turn(file, shutdown, number);
                final Contestant contestant = TurnFile.contestant(number);
                if (contestant == null) {
                    file.begin(number, 0);
                    turn.sitOut();
                } else {
                    final Echo echo = echoes.computeIfAbsent(contestant, absent -> absent.newEcho(settings));
                    file.begin(number, echo.port());
                    echo.serve(turn);
                }
                isCut = turn.isCut;
                number = file.turn();
            }
        } finally {
            echoes.values().forEach(Echo::close);
        }
    }

    private void sitOut() {
        while (isOn()) {
            polled(0);
            Thread.onSpinWait();
        }
    }
}

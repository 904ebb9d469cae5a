package io.holdfast.examples.journal;

import io.holdfast.Clock;
import io.holdfast.IdleStrategy;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.Age;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.Screen;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** {@code holdfast top}. */
@Command(name = "top", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Shows the connections of a store and how fast they move, again and again until SIGINT or SIGTERM: in place on a "
        + "terminal, as many as fit, where the key q ends it too; elsewhere one block after the other, with all. "
        + "Beside the owner, without effect on it.",
    "Exit code 0: it has shown them --count times, or q was pressed. 1: there was no connection at the end."})
public final class TopCommand implements Callable<Integer> {
    private static final Clock CLOCK = SystemClock.INSTANCE;
    private static final char QUIT = 'q';

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice choice;
    @Mixin
    private OutputOption outputOption;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "2s", converter = Age.class,
        description = "How long from one look to the next: 500ms, 2s, 1m. Default: ${DEFAULT-VALUE}.")
    private long intervalNs;

    @Option(names = "--count", paramLabel = "N", converter = AtLeastOne.class,
        description = "End after so many looks; rates are known from the second on. Default: never.")
    private Long count;

    @Option(names = "--sort", paramLabel = "KEY", defaultValue = "rate", converter = RateOrder.Converter.class,
        completionCandidates = RateOrder.Keys.class,
        description = "name, or the largest first: rate (of messages), unacked (messages), bytes (of them), lag, disk, "
            + "last (append). Default: ${DEFAULT-VALUE}.")
    private RateOrder order;

    @Override
    public Integer call() {
        final ConnectionListing listing = new ConnectionListing(choice);
        final int shown;
        try (Shutdown shutdown = Shutdown.install(); Output output = outputOption.open()) {
            if (!outputOption.isJson() && Terminal.isScreen()) {
                final TopText text = new TopText(outputOption);
                try (Screen screen = new Screen(output)) {
                    shown = watch(listing, () -> shutdown.isRequested() || screen.isPressed(QUIT),
                        look -> screen.show(most -> text.lines(look, most)));
                }
            } else {
                shown = watch(listing, shutdown::isRequested, look -> write(look, output));
            }
        }
        if (shown == 0) {
            spec.commandLine().getErr().println(listing.nothing());
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }

    /** {@return how many connections there were in the end} */
    private int watch(final ConnectionListing listing, final BooleanSupplier end, final View view) {
        final ConnectionRates rates = new ConnectionRates();
        final IdleStrategy idle = IdleStrategy.backoff(IdleStrategy.DEFAULT_MAX_PARK_NS);
        int shown = 0;
        boolean isOver = false;
        for (long looks = 1; !isOver; looks++) {
            final long nextNs = CLOCK.monotonicNs() + intervalNs;
            final TopLook look = look(listing, rates, looks);
            view.show(look);
            shown = look.rates().size();
            if (count != null && looks >= count) {
                return shown;
            }
            isOver = end.getAsBoolean();
            while (!isOver && CLOCK.monotonicNs() - nextNs < 0) {
                idle.idle(0);
                isOver = end.getAsBoolean();
            }
            idle.idle(1);
        }
        return Math.max(1, shown); // ended from outside, which says nothing about the store
    }

    private TopLook look(final ConnectionListing listing, final ConnectionRates rates, final long number) {
        final long beganNs = CLOCK.monotonicNs();
        final List<ConnectionRate> moved = rates.since(listing.look(ConnectionOrder.BY_NAME), beganNs);
        moved.sort(order.comparator());
        return new TopLook(number, CLOCK.epochNs(), CLOCK.monotonicNs() - beganNs, choice.store().folder(), moved);
    }

    private void write(final TopLook look, final Output output) {
        if (outputOption.isJson()) {
            look.rates().forEach(rate -> output.json(TopText.fields(look, rate).asMap()));
        } else {
            if (look.number() > 1) {
                output.line("");
            }
            new TopText(outputOption).write(look, output);
        }
        output.flush();
    }

    /** Shows a look. */
    private interface View {
        void show(TopLook look);
    }
}

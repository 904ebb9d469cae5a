package io.holdfast.examples.daily;

import io.holdfast.DailyRoll;
import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.DailyRollConverter;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
import io.holdfast.examples.command.TransportOption;
import io.holdfast.store.LogReader;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast daily-session}. */
@Command(name = "daily-session", description = {
    "Lets trading days roll under traffic, on a clock that runs fast: a server whose name changes every day, a client "
        + "that learns its name, one that computes it and is away when the day ends, and one that has daily names "
        + "itself.",
    "Ends with a checked sum. Exit code 1 if any message accepted was neither received once nor left behind and told."})
public final class DailySessionCommand implements Callable<Integer> {
    private static final int MOST_DAYS = 1_000;
    private static final int MOST_SPEED = 86_400;

    @Spec
    private CommandSpec spec;

    @Option(names = "--days", defaultValue = "5", paramLabel = "N", converter = AtLeastOne.class,
        description = "How many session days, up to " + MOST_DAYS + ". Default: ${DEFAULT-VALUE}.")
    private Long days;

    @Option(names = "--speed", defaultValue = "43200", paramLabel = "X", converter = AtLeastOne.class,
        description = "How many times as fast as the real one the clock runs, up to " + MOST_SPEED + "; 43200 makes "
            + "a day of two seconds. It waits for a machine that does not follow. Default: ${DEFAULT-VALUE}.")
    private Long speed;

    @Option(names = "--daily", defaultValue = "America/New_York@17:00", paramLabel = "ZONE@HH:MM",
        converter = DailyRollConverter.class,
        description = "When the day ends and the next one begins. Default: ${DEFAULT-VALUE}.")
    private DailyRoll roll;

    @Option(names = "--from", defaultValue = "2018-07-14", paramLabel = "YYYY-MM-DD",
        converter = FromDate.class,
        description = "The date on which the first session day begins, " + FromDate.RANGE
            + ". Default: ${DEFAULT-VALUE}.")
    private LocalDate from;

    @Mixin
    private TransportOption transportOption;

    @Option(names = "--store", paramLabel = "DIR",
        description = "Where to make the temporary folder, which is deleted on success. Default: the machine's place "
            + "for such.")
    private Path parent;

    @Override
    public Integer call() {
        if (days > MOST_DAYS || speed > MOST_SPEED) {
            throw new ParameterException(spec.commandLine(), "--days must be at most " + MOST_DAYS
                + " and --speed at most " + MOST_SPEED + ", were " + days + " and " + speed);
        }
        final Path folder = TemporaryFolder.create(parent, "holdfast-daily-");
        boolean isGood = false;
        try (Shutdown shutdown = Shutdown.install()) {
            isGood = play(folder, shutdown);
        } finally {
            if (isGood) {
                TemporaryFolder.delete(folder);
            } else {
                spec.commandLine().getErr().println("the stores are kept in " + folder);
                spec.commandLine().getErr().flush();
            }
        }
        return isGood ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean play(final Path folder, final Shutdown shutdown) {
        final PrintWriter out = spec.commandLine().getOut();
        final DayLedger ledger = new DayLedger();
        final AcceleratedClock clock = new AcceleratedClock(roll.beginNs(from), speed);
        try (TradingDays trading = new TradingDays(folder, roll, clock, transportOption, ledger)) {
            trading.run(days.intValue(), name -> {
                out.println(name + " begins");
                out.flush();
            }, shutdown);
        }
        ledger.ways().forEach(way -> replay(folder, way, ledger));
        final List<String> faults = ledger.faults();
        faults.forEach(out::println);
        out.println(summary(ledger) + (faults.isEmpty() ? ", all accounted for" : ": CHECK FAILED"));
        out.flush();
        return faults.isEmpty();
    }

    /** What a direction left behind is still to be read, every message of it. */
    private static void replay(final Path folder, final DayLedger.Way way, final DayLedger ledger) {
        if (way.leftBehind() == 0) {
            return;
        }
        final boolean isServers = DailyRoll.dayIn(TradingDays.SERVER, way.sender()) != null;
        final String base = DailyRoll.baseIn(way.sender());
        final Path store = folder.resolve(isServers ? "server" : base == null ? way.sender() : base);
        long found = 0;
        try (StoreRoot root = StoreRoot.open(store, way.sender(), new StoreContext());
             LogReader reader = root.connection(way.receiver()).sendQueue().reader()) {
            while (reader.next()) {
                if (reader.index() >= way.roll().fromIndex() && reader.index() <= way.roll().toIndex()) {
                    found++;
                }
            }
        }
        if (found != way.leftBehind()) {
            ledger.fault(way + ": only " + found + " of those left behind can be read");
        }
    }

    private String summary(final DayLedger ledger) {
        long accepted = 0;
        long received = 0;
        long left = 0;
        long both = 0;
        for (final DayLedger.Way way : ledger.ways()) {
            accepted += way.accepted();
            received += way.received();
            left += way.leftBehind();
            both += way.receivedAlthoughLeft();
        }
        return String.format("%s, %s rolled, %s sent, %,d received, %,d left behind (%,d of them received, not yet "
            + "acked)", counted(days, "day"), counted(ledger.rolls(), "connection"), counted(accepted, "message"),
            received, left, both);
    }

    private static String counted(final long count, final String what) {
        return String.format("%,d %s%s", count, what, count == 1 ? "" : "s");
    }
}

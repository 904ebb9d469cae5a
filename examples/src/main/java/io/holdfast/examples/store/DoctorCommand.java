package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastZero;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.StoreFolder;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.Text;
import io.holdfast.examples.doctor.Diagnosis;
import io.holdfast.examples.doctor.Examination;
import io.holdfast.examples.doctor.SystemFiles;
import io.holdfast.examples.doctor.SystemPrograms;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.StoreView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code holdfast doctor}. */
@Command(name = "doctor", exitCodeOnExecutionException = 2, description = {
    "Looks at the JVM, the limits, the disk, the clock, the permissions and the owners of a store, says what is wrong, "
        + "and prints the exact fix. The folder may also be one in which a store is yet to be made.",
    "Takes no lock and changes no file of a store; where this user may write, a file without a name is made beside the "
        + "peers' folders to try the disk, and is gone again.",
    "Exit code 0: nothing is wrong that the system tells of. 1: there are warnings. 2: something does not work, or "
        + "could not be looked at."})
public final class DoctorCommand implements Callable<Integer> {
    private static final int WARNED = 1;
    private static final int FAILED = 2;
    private static final String STORE = "store";
    private static final int WORD_WIDTH = 9;
    private static final int CHECK_WIDTH = 23;

    @Spec
    private CommandSpec spec;
    @Mixin
    private StoreFolder store;
    @Mixin
    private OutputOption output;

    @Option(names = "--connections", paramLabel = "N", converter = AtLeastZero.class,
        description = "How many connections a process is to open, for the limits. Default: as many as the store has.")
    private Long connections;

    @Option(names = "--no-probe", description = "Do not try the disk with a file.")
    private boolean isNotToProbe;

    private final Map<Diagnosis.Status, Integer> counts = new EnumMap<>(Diagnosis.Status.class);

    @Override
    public Integer call() {
        final Examination examination =
            new Examination(new SystemFiles(Path.of("/")), SystemPrograms.REAL, SystemClock.INSTANCE);
        try (Output out = output.open()) {
            examine(examination, out);
            examination.run(diagnosis -> print(diagnosis, out));
            if (!output.isJson()) {
                out.line(summary());
            }
        }
        return counts.containsKey(Diagnosis.Status.FAIL) ? FAILED
            : counts.containsKey(Diagnosis.Status.WARN) ? WARNED : 0;
    }

    private void examine(final Examination examination, final Output out) {
        final Path given = store.path().toAbsolutePath().normalize();
        if (!Files.exists(given)) {
            final Path existing = existing(given);
            print(new Diagnosis(STORE, Diagnosis.Status.UNKNOWN, given + " is not there yet; looked at is the disk of "
                + existing, ""), out);
            examination.machine(wanted(1)).disk(existing, false);
            return;
        }
        final Path folder = store.folder();
        final List<ConnectionRef> all;
        final StoreView view;
        try {
            view = StoreView.of(store.root());
            all = view.peers().stream().filter(peer -> !StoreView.isHidden(peer)) // of which the permissions tell
                .flatMap(peer -> StoreView.connectionsOf(peer).stream()).toList();
        } catch (final CommandFailure none) {
            print(new Diagnosis(STORE, Diagnosis.Status.UNKNOWN, none.getMessage(), ""), out);
            examination.machine(wanted(1)).disk(folder, isToProbe(folder));
            return;
        } catch (final StoreException unreadable) {
            print(new Diagnosis(STORE, Diagnosis.Status.FAIL, unreadable.getMessage(), ""), out);
            examination.machine(wanted(1)).disk(folder, false);
            return;
        }
        print(new Diagnosis(STORE, Diagnosis.Status.OK, view.root() + " holds " + all.size()
            + (all.size() == 1 ? " connection" : " connections"), ""), out);
        examination.machine(wanted(all.size())).disk(view.root(), !isNotToProbe).store(view, all);
    }

    private int wanted(final int there) {
        return connections == null ? Math.max(1, there) : (int) Math.min(Integer.MAX_VALUE, connections);
    }

    /** What lies below a folder that somebody owns is not for files of others. */
    private boolean isToProbe(final Path folder) {
        for (Path above = folder; above != null; above = above.getParent()) {
            if (Files.exists(above.resolve("owner.lock"), LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return !isNotToProbe && !StoreView.isLog(folder);
    }

    private static Path existing(final Path folder) {
        Path existing = folder;
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }

    private void print(final Diagnosis diagnosis, final Output out) {
        counts.merge(diagnosis.status(), 1, Integer::sum);
        if (output.isJson()) {
            out.json(new JsonFields().text("check", diagnosis.check()).text("status", diagnosis.status().word())
                .text("seen", diagnosis.seen()).text("fix", diagnosis.fix().isEmpty() ? null : diagnosis.fix())
                .asMap());
            return;
        }
        final Ansi ansi = Terminal.ansi();
        final Style style = switch (diagnosis.status()) {
            case OK -> Style.fg_green;
            case UNKNOWN -> Style.faint;
            case WARN -> Style.fg_yellow;
            case FAIL -> Style.fg_red;
        };
        final String word = diagnosis.status().word();
        final String name = word + " ".repeat(Math.max(0, WORD_WIDTH - word.length()));
        out.line((ansi.enabled() ? style.on() + name + Style.reset.on() : name) + diagnosis.check()
            + " ".repeat(Math.max(1, CHECK_WIDTH - diagnosis.check().length())) + Text.printable(diagnosis.seen()));
        if (!diagnosis.fix().isEmpty()) {
            out.line(" ".repeat(WORD_WIDTH) + "fix: " + Text.printable(diagnosis.fix()));
        }
    }

    private String summary() {
        return count(Diagnosis.Status.FAIL) + " failed, " + count(Diagnosis.Status.WARN) + " to be warned of, "
            + count(Diagnosis.Status.UNKNOWN) + " unknown, " + count(Diagnosis.Status.OK) + " ok";
    }

    private int count(final Diagnosis.Status status) {
        return counts.getOrDefault(status, 0);
    }
}

package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastZero;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.StoreFolder;
import io.holdfast.examples.doctor.Diagnosis;
import io.holdfast.examples.doctor.Examination;
import io.holdfast.examples.doctor.SystemFiles;
import io.holdfast.examples.doctor.SystemPrograms;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.StoreView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
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
    private static final String STORE = "store";

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

    @Override
    public Integer call() {
        final Examination examination =
            new Examination(new SystemFiles(Path.of("/")), SystemPrograms.REAL, SystemClock.INSTANCE);
        try (DiagnosisOutput out = new DiagnosisOutput(output)) {
            examine(examination, out);
            examination.run(out);
            out.end();
            return out.exitCode();
        }
    }

    private void examine(final Examination examination, final DiagnosisOutput out) {
        final Path given = store.path().toAbsolutePath().normalize();
        if (!Files.exists(given)) {
            final Path existing = existing(given);
            out.accept(new Diagnosis(STORE, Diagnosis.Status.UNKNOWN, given + " is not there yet; looked at is the disk"
                + " of " + existing, ""));
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
            out.accept(new Diagnosis(STORE, Diagnosis.Status.UNKNOWN, none.getMessage(), ""));
            examination.machine(wanted(1)).disk(folder, isToProbe(folder));
            return;
        } catch (final StoreException unreadable) {
            out.accept(new Diagnosis(STORE, Diagnosis.Status.FAIL, unreadable.getMessage(), ""));
            examination.machine(wanted(1)).disk(folder, false);
            return;
        }
        out.accept(new Diagnosis(STORE, Diagnosis.Status.OK, view.root() + " holds " + all.size()
            + (all.size() == 1 ? " connection" : " connections"), ""));
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
}

package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.CycleView;
import io.holdfast.store.MappedCycle;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The cycle files of a log, of which its owner makes new ones and deletes old ones at any time. A file that is damaged
 * where it says whose it is, or that is another log's, is told of as damage and passed over. One thread; lists the
 * folder each time.
 */
final class Cycles {
    private static final int TRIES = 10;

    private final Path folder;
    private final long incarnation;
    private final Damages damages;
    private final Set<Integer> passedOver = new HashSet<>();

    Cycles(final Path folder, final long incarnation, final Damages damages) {
        this.folder = folder;
        this.incarnation = incarnation;
        this.damages = damages;
    }

    /**
     * {@return the files of a folder whose names are those of cycles, oldest first}
     *
     * @throws StoreException if it cannot be read
     */
    static List<Path> list(final Path folder) {
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (final Path file : all) {
                if (CycleView.numberOf(file) >= 0) {
                    files.add(file);
                }
            }
        } catch (final DirectoryIteratorException e) {
            throw new StoreException(folder, "the log's folder cannot be read", e.getCause());
        } catch (final IOException e) {
            throw new StoreException(folder, "the log's folder cannot be read", e);
        }
        files.sort(Comparator.comparingInt(CycleView::numberOf));
        return files;
    }

    List<Path> list() {
        return list(folder);
    }

    Path folder() {
        return folder;
    }

    /** {@return the first cycle with a number or a higher one, null if there is none} */
    MappedCycle openFrom(final int least) {
        return open(least, Integer.MAX_VALUE, true);
    }

    /** {@return the last cycle with a lower number, null if there is none} */
    MappedCycle openBefore(final int number) {
        return open(0, number - 1, false);
    }

    /** The owner may delete a file between the listing and the opening. */
    private MappedCycle open(final int from, final int to, final boolean isOldest) {
        int least = from;
        int most = to;
        int tries = 1;
        while (true) {
            final Path file = find(least, most, isOldest);
            if (file == null) {
                return null;
            }
            try {
                return open(file);
            } catch (final CorruptStoreException e) {
                final int number = CycleView.numberOf(file);
                tellOnce(file, number, e);
                least = isOldest ? number + 1 : least;
                most = isOldest ? most : number - 1;
            } catch (final NoSuchFileException e) {
                if (++tries > TRIES) {
                    throw new StoreException(file, "the cycle file is gone", e);
                }
            } catch (final IOException e) {
                throw new StoreException(file, "the cycle file cannot be read", e);
            }
        }
    }

    private void tellOnce(final Path file, final int number, final CorruptStoreException e) {
        if (!passedOver.contains(number)) {
            damages.tell(file, MappedCycle.firstIndexOf(number), MappedCycle.lastIndexOf(number), e.getMessage());
            passedOver.add(number);
        }
    }

    /** {@return whether a cycle was told of as damage and passed over} */
    boolean isPassedOver(final int number) {
        return passedOver.contains(number);
    }

    /** Opens a file, which may be gone. */
    MappedCycle open(final Path file) throws IOException {
        final MappedCycle opened = MappedCycle.open(file);
        if (opened.incarnation() != incarnation) {
            opened.close();
            throw new CorruptStoreException(file, 0, "the file belongs to another log: local=" + opened.localName()
                + " remote=" + opened.remoteName() + " incarnation=" + Long.toHexString(opened.incarnation())
                + " expected=" + Long.toHexString(incarnation));
        }
        return opened;
    }

    private Path find(final int least, final int most, final boolean isOldest) {
        Path found = null;
        for (final Path file : list()) {
            final int number = CycleView.numberOf(file);
            if (number >= least && number <= most) {
                found = file;
                if (isOldest) {
                    break;
                }
            }
        }
        return found;
    }
}

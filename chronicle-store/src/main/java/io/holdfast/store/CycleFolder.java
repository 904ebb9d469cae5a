package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The cycle files of a log that another process owns, which writes new ones and deletes old ones at any time: finds the
 * one that a reader needs, and tells what it has missed. One thread; lists the folder, so for opening and for the end
 * of a cycle only.
 */
public final class CycleFolder {
    private static final int MAX_FILES = 1 << 20;
    private static final int TRIES = 10;

    private final PeerFolder connection;
    private final Path folder;
    private final Owner owner;
    private final int maxMessageLength;

    /**
     * Whose log it is.
     *
     * @param localName   the owner's name
     * @param remoteName  the name of the peer the messages are for
     * @param incarnation of the log
     */
    public record Owner(String localName, String remoteName, long incarnation) {
    }

    /**
     * Describes a log; nothing is opened.
     *
     * @param connection       whose folder {@code send} holds the cycle files
     * @param owner            whose they must be
     * @param maxMessageLength the longest payload to take, in bytes
     */
    public CycleFolder(final PeerFolder connection, final Owner owner, final int maxMessageLength) {
        this.connection = connection;
        folder = connection.path().resolve(Log.FOLDER);
        this.owner = owner;
        this.maxMessageLength = maxMessageLength;
    }

    /**
     * Opens the cycle that has the first message after another.
     *
     * @param index of a message, or 0
     * @return the cycle, standing behind that message
     * @throws PurgedException       if there were messages after it that are gone
     * @throws CorruptStoreException if it has no such message, or the file is another log's
     * @throws IOException           if there is no file, or it cannot be read
     */
    public CycleView openAfter(final long index) throws IOException {
        final int number = CycleView.numberOf(index);
        final CycleView cycle = openFrom(number);
        try {
            if (cycle.number() == number && index > cycle.previousLast()) {
                cycle.moveAfter(index);
            } else if (cycle.previousLast() > index) {
                throw new PurgedException(cycle.path(), index, cycle.nextIndex());
            }
            return cycle;
        } catch (final IOException | RuntimeException | Error e) {
            cycle.close();
            throw e;
        }
    }

    /**
     * Opens the cycle that follows one whose end was reached. To be asked for only once the owner's last index is
     * beyond the cycle.
     *
     * @param ended stays the caller's
     * @return the cycle, standing before its first message
     * @throws PurgedException       if there were messages between the two that are gone
     * @throws CorruptStoreException if the two do not fit
     * @throws IOException           if there is no file, or it cannot be read
     */
    public CycleView openAfter(final CycleView ended) throws IOException {
        final CycleView next = openFrom(ended.number() + 1);
        if (next.previousLast() == ended.lastIndex()) {
            return next;
        }
        next.close();
        if (next.previousLast() > ended.lastIndex()) {
            throw new PurgedException(next.path(), ended.lastIndex(), next.nextIndex());
        }
        throw new CorruptStoreException(next.path(), ended.lastIndex(), "the cycle file follows index "
            + Long.toHexString(next.previousLast()) + ", which is before the end of the one before it");
    }

    /** Opens the first cycle with a number or a higher one; its owner may delete one between listing and opening. */
    private CycleView openFrom(final int leastNumber) throws IOException {
        for (int tries = 1; ; tries++) {
            try (PeerFolder.Content content = connection.content().enter(folder.getFileName())) {
                return open(content, folder.resolve(find(content, leastNumber).getFileName()));
            } catch (final NoSuchFileException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private CycleView open(final PeerFolder.Content content, final Path file) throws IOException {
        final CycleView opened = CycleView.open(content, file, maxMessageLength);
        if (!opened.isOf(owner.localName(), owner.remoteName(), owner.incarnation())) {
            opened.close();
            throw new CorruptStoreException(file, 0, "the file is of another log");
        }
        return opened;
    }

    private Path find(final PeerFolder.Content content, final int leastNumber) throws IOException {
        Path first = null;
        int files = 0;
        try {
            for (final Path file : content.paths()) {
                final int number = CycleView.numberOf(file);
                if (number >= leastNumber && (first == null || number < CycleView.numberOf(first))) {
                    first = file;
                }
                if (++files > MAX_FILES) {
                    throw new IOException("the folder has too many files: path=" + folder);
                }
            }
        } catch (final DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (first == null) {
            throw new IOException("a cycle file is gone: path=" + folder + " number=" + leastNumber + " or higher");
        }
        return first;
    }
}

package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.CorruptStoreException;
import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.store.CheckpointFile;
import io.holdfast.store.CursorFile;
import io.holdfast.store.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of all subscribers, two for each: {@code <name>.subscriber} and {@code <name>.ack}. The first one is
 * created last and deleted first, so what has only the second is what a kill left. One thread at a time.
 */
final class SubscriberFolder {
    static final String FOLDER = "subscribers";
    static final String RECORD_SUFFIX = ".subscriber";
    static final String CURSOR_SUFFIX = ".ack";

    private static final Logger LOG = LoggerFactory.getLogger(SubscriberFolder.class);
    private static final String UNFINISHED_SUFFIX = ".new";

    private final Path path;
    private final Disk disk;
    private final SecureRandom random = new SecureRandom();

    SubscriberFolder(final QueueLog log) {
        path = log.folder().resolve(FOLDER);
        disk = log.disk();
    }

    /**
     * {@return the names of all subscribers, be their files good or not} What a kill left unfinished is deleted.
     *
     * @throws StoreException if the folder cannot be read
     */
    List<String> names() {
        final List<String> names = new ArrayList<>();
        if (!Files.isDirectory(path)) {
            return names;
        }
        try (Stream<Path> list = Files.list(path)) {
            for (final Path file : list.sorted().toList()) {
                final String fileName = file.getFileName().toString();
                final String name = without(fileName, RECORD_SUFFIX);
                if (PeerName.isValid(name)) {
                    names.add(name);
                } else if (isLeftOver(fileName)) {
                    LOG.info("{} is deleted: a subscriber that was never finished, or is removed", file);
                    disk.delete(file);
                } else if (!PeerName.isValid(without(fileName, CURSOR_SUFFIX))) {
                    LOG.warn("{} is no file of a subscriber, and is left alone", file);
                }
            }
            return names;
        } catch (final IOException e) {
            throw new StoreException(path, "the subscribers cannot be listed", e);
        }
    }

    private boolean isLeftOver(final String fileName) {
        final String target = without(fileName, UNFINISHED_SUFFIX);
        if (PeerName.isValid(without(target, RECORD_SUFFIX)) || PeerName.isValid(without(target, CURSOR_SUFFIX))) {
            return true;
        }
        final String name = without(fileName, CURSOR_SUFFIX);
        return PeerName.isValid(name) && !Files.exists(path.resolve(name + RECORD_SUFFIX));
    }

    private static String without(final String fileName, final String suffix) {
        return fileName.endsWith(suffix) ? fileName.substring(0, fileName.length() - suffix.length()) : "";
    }

    /**
     * Opens a subscriber's files.
     *
     * @throws StoreException if they cannot be read, or do not hold what was written
     */
    SubscriberFiles open(final String name) {
        final SubscriberRecord record = SubscriberRecord.read(recordFile(name), name);
        final CursorFile cursor = CursorFile.open(cursorPath(name), disk);
        if (cursor.life() != record.life()) {
            cursor.close();
            throw new CorruptStoreException(cursorPath(name), 0, "it is not that of " + name + RECORD_SUFFIX
                + ", but of another subscriber or an earlier one of that name");
        }
        return new SubscriberFiles(name, record, cursor);
    }

    /**
     * Creates a subscriber's files, and returns when they would outlive a power loss.
     *
     * @throws StoreException if that failed; then there is no such subscriber
     */
    SubscriberFiles create(final String name, final String principal, final long incarnation, final long ack,
                           final long createdNs) {
        try {
            if (!Files.isDirectory(path)) {
                disk.createFolder(path);
                disk.forceFolder(path.getParent());
            }
        } catch (final IOException e) {
            throw new StoreException(path, "the folder cannot be created", e);
        }
        final SubscriberRecord record = new SubscriberRecord(recordFile(name), name, random.nextLong(), createdNs);
        if (principal != null) {
            record.own(principal);
        }
        final CursorFile cursor = CursorFile.create(cursorPath(name), disk, record.life(), incarnation, ack);
        boolean isSaved = false;
        try {
            record.save();
            isSaved = true;
        } finally {
            if (!isSaved) {
                cursor.close();
            }
        }
        return new SubscriberFiles(name, record, cursor);
    }

    /** Makes a subscriber's ack one of another log: of none of its messages. */
    SubscriberFiles adopt(final SubscriberFiles files, final long incarnation) {
        files.cursor().close();
        files.record().restart();
        files.record().save();
        return new SubscriberFiles(files.name(), files.record(),
            CursorFile.create(cursorPath(files.name()), disk, files.record().life(), incarnation, 0));
    }

    /**
     * Deletes a subscriber's files, and returns when they would stay away after a power loss.
     *
     * @throws StoreException if that failed; it may be there still
     */
    void delete(final String name) {
        try {
            disk.delete(path.resolve(name + RECORD_SUFFIX));
            disk.forceFolder(path);
            disk.delete(cursorPath(name));
        } catch (final IOException e) {
            throw new StoreException(path, "subscriber " + name + " cannot be deleted", e);
        }
    }

    private CheckpointFile recordFile(final String name) {
        return new CheckpointFile(path.resolve(name + RECORD_SUFFIX), disk, "keep the file until it is restored");
    }

    private Path cursorPath(final String name) {
        return path.resolve(name + CURSOR_SUFFIX);
    }
}

package io.holdfast.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * How much disk the connections of one owner may take: a quota for all their files, and what is to stay free on the
 * file system. Asked before space is reserved, so it costs nothing per message; that allocates nothing. Replies and
 * what is needed to delete something may go up to twice the quota, and into what is to stay free. Any thread.
 * <p>
 * Whoever is refused leaves behind how much was wanted; until there is room for that the budget counts as pressed, and
 * housekeeping gives up what is kept without need.
 */
final class DiskBudget {
    private static final int URGENT_FACTOR = 2;

    /** What messages always leave free on a disk that they fill: for replies, session files, and a new cycle. */
    private static final long LAST_RESORT = 256 << 10;

    private final File folder;
    private final long quotaBytes;
    private final long minFreeBytes;
    private final AtomicLong usedBytes = new AtomicLong();
    private final Map<String, Share> shares = new ConcurrentHashMap<>();
    private volatile long wantedBytes;

    /**
     * A budget of which nothing is used.
     *
     * @param folder       on the file system in question
     * @param quotaBytes   for all shares, 0 for any
     * @param minFreeBytes to stay free on the file system, which is a little at least
     */
    DiskBudget(final Path folder, final long quotaBytes, final long minFreeBytes) {
        this.folder = folder.toFile();
        this.quotaBytes = quotaBytes == 0 ? Long.MAX_VALUE : quotaBytes;
        this.minFreeBytes = Math.max(minFreeBytes, LAST_RESORT);
    }

    /** {@return the share of a connection, the same one each time} */
    Share share(final String name) {
        return shares.computeIfAbsent(name, any -> new Share());
    }

    /** {@return what all shares use, in bytes} */
    long usedBytes() {
        return usedBytes.get();
    }

    /** {@return whether somebody was refused what is not there yet} */
    boolean isPressed() {
        final long wanted = wantedBytes;
        if (wanted == 0) {
            return false;
        }
        if (usedBytes.get() + wanted > quotaBytes || usableBytes() - wanted < minFreeBytes) {
            return true;
        }
        wantedBytes = 0;
        return false;
    }

    private void take(final long bytes, final boolean isUrgent) throws IOException {
        final long quota = isUrgent && quotaBytes < Long.MAX_VALUE / URGENT_FACTOR ? quotaBytes * URGENT_FACTOR
            : quotaBytes;
        final long used = usedBytes.addAndGet(bytes);
        if (used > quota) {
            refuse(bytes, "the disk quota is used up: quota=" + quotaBytes + " used=" + (used - bytes) + " wanted="
                + bytes);
        }
        if (!isUrgent && usableBytes() - bytes < minFreeBytes) {
            refuse(bytes, "the file system has no more than is to stay free: minFree=" + minFreeBytes + " free="
                + usableBytes() + " wanted=" + bytes);
        }
    }

    private void refuse(final long bytes, final String reason) throws IOException {
        usedBytes.addAndGet(-bytes);
        wantedBytes = bytes;
        throw new DiskFullException(reason);
    }

    private long usableBytes() {
        final long usable = folder.getUsableSpace();
        return usable == 0 && folder.getTotalSpace() == 0 ? Long.MAX_VALUE : usable; // if the system does not say
    }

    /** What one connection uses, as long as the owner lives, whether it is open or not. */
    final class Share {
        private final AtomicLong bytes = new AtomicLong();

        /** {@return what it uses, in bytes} */
        long bytes() {
            return bytes.get();
        }

        /**
         * Counts what is about to be written.
         *
         * @param more     bytes beyond what the files have
         * @param isUrgent whether it lets messages go rather than come
         * @throws DiskFullException if the budget does not allow it, in which case nothing was counted
         */
        void take(final long more, final boolean isUrgent) throws IOException {
            if (more > 0) {
                DiskBudget.this.take(more, isUrgent);
                bytes.addAndGet(more);
            }
        }

        /** Counts what was deleted, or taken and not used after all. */
        void give(final long fewer) {
            usedBytes.addAndGet(-fewer);
            bytes.addAndGet(-fewer);
        }

        /** The disk itself had no room for this much. */
        void refused(final long more) {
            wantedBytes = more;
        }

        boolean isPressed() {
            return DiskBudget.this.isPressed();
        }

        /** {@return whether the file system has this much, whatever the options say} */
        boolean hasSpace(final long more) {
            return usableBytes() >= more;
        }

        /** Counts anew what a folder and those in it hold; if nobody set a quota, that is not asked. */
        void measure(final Path connection) throws IOException {
            if (quotaBytes == Long.MAX_VALUE) {
                return;
            }
            long total = 0;
            if (Files.exists(connection)) {
                try (Stream<Path> files = Files.walk(connection)) {
                    for (final Path file : (Iterable<Path>) files::iterator) {
                        final File one = file.toFile();
                        total += one.isFile() ? one.length() : 0;
                    }
                }
            }
            usedBytes.addAndGet(total - bytes.getAndSet(total));
        }
    }
}

package io.holdfast.examples.doctor;

import io.holdfast.Clock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Tries what the store does with its disk, on a file of its own in the folder of the store: to lock it, to write it
 * through a mapping and through the channel and to read it the other way, to force it. The file loses its name as soon
 * as it is open, so that nothing is left even by a kill. Nothing is tried where this user may not write.
 */
final class DiskProbe implements Check {
    private static final String MAPPING = "mapping";
    private static final String LOCKING = "locking";
    private static final String FORCE = "force";
    private static final int LENGTH = 64 << 10;
    private static final int FORCES = 21;
    private static final long MOST_NS = 2_000_000_000L;
    private static final long SLOW_NS = 20_000_000L;
    private static final long NS_PER_US = 1000;
    private static final long PATTERN = 0x486f_6c64_6661_7374L;

    private final Path folder;
    private final Clock clock;

    DiskProbe(final Path folder, final Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public List<Diagnosis> look() {
        if (!Files.isWritable(folder)) {
            return List.of(Diagnosis.unknown(FORCE, "not tried, nor mapping and locking: this user may not write in "
                + folder));
        }
        final Path file = folder.resolve(".doctor-" + UUID.randomUUID());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
            StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            channel.write(ByteBuffer.allocate(LENGTH), 0);
            return List.of(mapping(channel), locking(channel), force(channel));
        } catch (final IOException e) {
            return List.of(Diagnosis.fail(FORCE, "a file in " + folder + " cannot be made and written: "
                + e.getMessage(), "see what disk-space, inodes, mount-options and permissions say"));
        }
    }

    private static Diagnosis mapping(final FileChannel channel) {
        final String fix = "move the store to a local disk with ext4 or xfs";
        try {
            final MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
            final ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
            mapped.order(ByteOrder.BIG_ENDIAN).putLong(LENGTH - Long.BYTES, PATTERN);
            channel.read(word, LENGTH - Long.BYTES);
            final boolean isReadBack = word.getLong(0) == PATTERN;
            channel.write(word.putLong(0, ~PATTERN).rewind(), 0);
            return isReadBack && mapped.getLong(0) == ~PATTERN
                ? Diagnosis.ok(MAPPING, "what is written through a mapping is read from the file, and the other way")
                : Diagnosis.fail(MAPPING, "what is written through a mapping is not what is read from the file", fix);
        } catch (final IOException e) {
            return Diagnosis.fail(MAPPING, "a file cannot be mapped: " + e.getMessage(), fix);
        }
    }

    private static Diagnosis locking(final FileChannel channel) {
        final String fix = "move the store to a local disk with ext4 or xfs";
        try (FileLock lock = channel.tryLock()) {
            return lock == null ? Diagnosis.fail(LOCKING, "a new file is said to be locked by another process", fix)
                : Diagnosis.ok(LOCKING, "a file can be locked");
        } catch (final IOException e) {
            return Diagnosis.fail(LOCKING, "a file cannot be locked: " + e.getMessage(), fix);
        }
    }

    /** Each time after a page was written, as a duty cycle of a synced connection does. */
    private Diagnosis force(final FileChannel channel) throws IOException {
        final long[] took = new long[FORCES];
        final long startNs = clock.monotonicNs();
        int count = 0;
        while (count < FORCES && clock.monotonicNs() - startNs < MOST_NS) {
            channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, count + 1), 0);
            final long beforeNs = clock.monotonicNs();
            channel.force(false);
            took[count++] = clock.monotonicNs() - beforeNs;
        }
        Arrays.sort(took, 0, count);
        final long medianNs = took[count / 2];
        final String seen = "one takes " + medianNs / NS_PER_US + " us (" + took[0] / NS_PER_US + " to "
            + took[count - 1] / NS_PER_US + ", of " + count + "), so long as a duty cycle of durability sync waits";
        return medianNs < SLOW_NS ? Diagnosis.ok(FORCE, seen)
            : Diagnosis.warn(FORCE, seen, "put the store on a faster device, or use --durability page-cache");
    }
}

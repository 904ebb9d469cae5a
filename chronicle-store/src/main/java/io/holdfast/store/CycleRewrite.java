package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a damaged cycle file anew: every intact record stays where it is, tombstones take the places of the others, and
 * head, preamble, index and end mark are written afresh. This happens in a copy, which replaces the file in one step
 * when it is on disk; a kill before leaves the file as it was. One use, one thread.
 */
final class CycleRewrite {
    private static final String TEMPORARY = ".tmp";
    private static final int PAGE = 4096;

    private final LogContext context;
    private final Disk disk;
    private final CycleFile cycle;
    private final Path copy;

    CycleRewrite(final LogContext context, final CycleFile cycle) {
        this.context = context;
        this.disk = context.disk();
        this.cycle = cycle;
        copy = cycle.path().resolveSibling(cycle.path().getFileName() + TEMPORARY);
    }

    /**
     * Replaces the file.
     *
     * @param isFinished whether the cycle has another behind it
     */
    void run(final boolean isFinished) throws IOException {
        final long end = cycle.bytes() + CyclePreamble.DATA_START;
        makeCopy(Math.max(cycle.length(), end + Cycle.SLACK + PAGE - 1 & -PAGE));
        try (FileMapping file = FileMapping.writable(copy)) {
            final long base = file.address();
            put(base, ChronicleFormat.head(copy.getParent()));
            put(base + ChronicleFormat.HEAD_LENGTH, cycle.preamble().encode().array());
            final TombstoneWriter tombstones = new TombstoneWriter(base, cycle.number(),
                cycle.preamble().incarnation());
            cycle.survey().gaps().forEach(tombstones::fill);
            if (cycle.tail() != null) {
                tombstones.fill(cycle.tail());
            }
            OffHeap.zero(base + end, file.length() - end);
            if (isFinished) {
                OffHeap.putInt(base + end, ChronicleFormat.END_OF_FILE);
            }
        }
        buildIndex();
        disk.rename(copy, cycle.path());
        disk.forceFolder(cycle.path().getParent());
    }

    private void makeCopy(final long length) throws IOException {
        try (RandomAccessFile made = disk.create(copy)) {
            if (Files.exists(cycle.path())) {
                try (RandomAccessFile source = RegularFile.open(cycle.path(), "r")) {
                    Quarantine.copy(source, made, copy, disk);
                }
            }
            final long missing = length - made.length();
            if (missing > 0) {
                DurableFile.write(disk, DurableFile.channelOf(made), copy,
                    ByteBuffer.allocateDirect(Math.toIntExact(missing)), made.length());
            }
        }
    }

    private static void put(final long address, final byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            OffHeap.putByte(address + i, bytes[i]);
        }
    }

    private void buildIndex() throws IOException {
        final Cycle built = new Cycle(copy, cycle.number(), cycle.preamble(), context);
        built.openForWriting();
        built.acquire();
        try {
            final CycleScan scan = new CycleScan(built, cycle.preamble().incarnation());
            scan.rebuildIndex();
            final CycleScan.Stop stop = scan.run();
            if (stop != CycleScan.Stop.END && stop != CycleScan.Stop.END_OF_FILE
                || scan.sequence() != cycle.messages()) {
                throw new CorruptStoreException(copy, ChronicleFormat.index(cycle.number(), scan.sequence()),
                    "the repaired copy is not whole, so the file was left as it is; " + Advice.RESET);
            }
        } finally {
            built.release();
        }
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            disk.force(DurableFile.channelOf(file), copy);
        }
    }
}

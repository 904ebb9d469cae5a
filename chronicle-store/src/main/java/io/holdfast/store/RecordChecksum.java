package io.holdfast.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of a record: CRC32C of the bytes after the checksum, XORed with a seed made of the log's incarnation
 * and the record's index, so that a record in the wrong place is as bad as a flipped bit. One instance per thread;
 * allocates only when constructed.
 */
public final class RecordChecksum {
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
    private static final long MIX_1 = 0xFF51_AFD7_ED55_8CCDL;
    private static final long MIX_2 = 0xC4CE_B9FE_1A85_EC53L;

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer window = OffHeap.newWindow();

    /**
     * Computes what a record's checksum has to be.
     *
     * @param recordAddress where the record begins
     * @param recordLength  header and payload, in bytes, at least {@link RecordDescriptor#HEADER_LENGTH}
     * @param incarnation   of the record's log
     * @param index         of the record
     * @return the checksum
     */
    public int compute(final long recordAddress, final int recordLength, final long incarnation, final long index) {
        final int skipped = RecordDescriptor.VERSION_OFFSET;
        crc.reset();
        crc.update(OffHeap.window(window, recordAddress + skipped, recordLength - skipped));
        return (int) crc.getValue() ^ seed(incarnation, index);
    }

    /**
     * {@return whether a record holds what was written}
     *
     * @param recordAddress where the record begins
     * @param recordLength  header and payload, in bytes
     * @param incarnation   of the record's log
     * @param index         of the record
     */
    public boolean isIntact(final long recordAddress, final int recordLength, final long incarnation,
                            final long index) {
        return recordLength >= RecordDescriptor.HEADER_LENGTH
            && RecordDescriptor.checksum(recordAddress) == compute(recordAddress, recordLength, incarnation, index)
            && RecordDescriptor.version(recordAddress) == RecordDescriptor.VERSION
            && RecordDescriptor.checksumKind(recordAddress) == RecordDescriptor.CHECKSUM_CRC32C;
    }

    /**
     * Finds out at which index a record is intact.
     *
     * @param recordAddress where the record begins
     * @param recordLength  header and payload, in bytes, at least {@link RecordDescriptor#HEADER_LENGTH}
     * @param incarnation   of the record's log
     * @param index         the lowest to try
     * @param more          how many more to try
     * @return how far behind the lowest it is, -1 if it is intact at none
     */
    long firstIntact(final long recordAddress, final int recordLength, final long incarnation, final long index,
                     final long more) {
        if (more < 0) {
            return -1;
        }
        final int seed = RecordDescriptor.checksum(recordAddress)
            ^ compute(recordAddress, recordLength, incarnation, index) ^ seed(incarnation, index);
        for (long i = 0; i <= more; i++) {
            if (seed == seed(incarnation, index + i)) {
                return i;
            }
        }
        return -1;
    }

    private static int seed(final long incarnation, final long index) {
        long z = incarnation + index * GOLDEN;
        z = (z ^ z >>> 33) * MIX_1;
        z = (z ^ z >>> 33) * MIX_2;
        return (int) (z ^ z >>> 32);
    }
}

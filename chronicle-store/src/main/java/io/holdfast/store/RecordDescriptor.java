package io.holdfast.store;

/**
 * A message as it is stored and sent: a header, then the payload. It is the content of one Chronicle data excerpt.
 * All numbers are little-endian; a record begins at a multiple of 4.
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  | 0                         Checksum                            |
 *  +---------------+---------------+---------------+---------------+
 *  | 4  Version 1  | 5   Flags     | 6  Checksum   | 7  reserved 0 |
 *  |               |               |    kind       |               |
 *  +---------------+---------------+---------------+---------------+
 *  | 8                     Type, the sender's own                  |
 *  +---------------------------------------------------------------+
 *  | 12                Adoption number of the ack                  |
 *  +---------------------------------------------------------------+
 *  | 16            Ack index at append time, 0 for none            |
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  | 24                 Nanoseconds since the epoch                |
 *  |                                                               |
 *  +-------------------------------+-------------------------------+
 *  | 32     Batch position         | 34        Batch size          |
 *  +-------------------------------+-------------------------------+
 *  | 36                       Payload                             ...
 * </pre>
 * The checksum covers bytes 4 to the end and is seeded, see {@link RecordChecksum}. The accessors read by address,
 * check nothing and allocate nothing.
 */
public final class RecordDescriptor {
    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = 36;

    /** The version this class writes and reads. */
    public static final int VERSION = 1;

    /** Flag: the message is one of an earlier time, sent anew. */
    public static final int FLAG_REPLAY = 1;

    /** Flag: takes the place of a message that was found corrupt. */
    public static final int FLAG_TOMBSTONE = 2;

    /** Checksum kind: CRC32C of the bytes, XORed with the seed. */
    public static final int CHECKSUM_CRC32C = 1;

    static final int CHECKSUM_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int FLAGS_OFFSET = 5;
    static final int KIND_OFFSET = 6;
    static final int TYPE_OFFSET = 8;
    static final int ADOPTION_OFFSET = 12;
    static final int ACK_OFFSET = 16;
    static final int EPOCH_NS_OFFSET = 24;
    static final int BATCH_OFFSET = 32;

    private static final int SHORT_MASK = 0xFFFF;
    private static final int BYTE_MASK = 0xFF;

    private RecordDescriptor() {
    }

    /**
     * {@return the stored checksum}
     *
     * @param address of the record
     */
    public static int checksum(final long address) {
        return OffHeap.getInt(address + CHECKSUM_OFFSET);
    }

    /**
     * {@return the format version}
     *
     * @param address of the record
     */
    public static int version(final long address) {
        return OffHeap.getByte(address + VERSION_OFFSET);
    }

    /**
     * {@return the flags}
     *
     * @param address of the record
     */
    public static int flags(final long address) {
        return OffHeap.getByte(address + FLAGS_OFFSET);
    }

    /**
     * {@return the checksum kind}
     *
     * @param address of the record
     */
    public static int checksumKind(final long address) {
        return OffHeap.getByte(address + KIND_OFFSET);
    }

    /**
     * {@return the sender's type}
     *
     * @param address of the record
     */
    public static int type(final long address) {
        return OffHeap.getInt(address + TYPE_OFFSET);
    }

    /**
     * {@return the adoption number that the ack belongs to}
     *
     * @param address of the record
     */
    public static int adoption(final long address) {
        return OffHeap.getInt(address + ADOPTION_OFFSET);
    }

    /**
     * {@return the ack index at append time, 0 for none}
     *
     * @param address of the record
     */
    public static long ack(final long address) {
        return OffHeap.getLong(address + ACK_OFFSET);
    }

    /**
     * {@return when it was appended, in nanoseconds since the epoch}
     *
     * @param address of the record
     */
    public static long epochNs(final long address) {
        return OffHeap.getLong(address + EPOCH_NS_OFFSET);
    }

    /**
     * {@return the place in its batch, from 0}
     *
     * @param address of the record
     */
    public static int batchPosition(final long address) {
        return OffHeap.getInt(address + BATCH_OFFSET) & SHORT_MASK;
    }

    /**
     * {@return how many messages its batch has, 1 for a message sent alone}
     *
     * @param address of the record
     */
    public static int batchSize(final long address) {
        return OffHeap.getInt(address + BATCH_OFFSET) >>> Short.SIZE;
    }

    static long formatAndType(final int flags, final int type) {
        return VERSION | (flags & BYTE_MASK) << 8 | CHECKSUM_CRC32C << 16 | (long) type << Integer.SIZE;
    }

    static int batchWord(final int position, final int size) {
        return position | size << Short.SIZE;
    }
}

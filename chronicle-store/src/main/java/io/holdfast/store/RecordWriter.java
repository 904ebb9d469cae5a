package io.holdfast.store;

/** Lays records out in the memory of a cycle; the appender publishes them. Under the append lock; allocates nothing. */
final class RecordWriter {
    private static final long INT_MASK = 0xFFFF_FFFFL;

    private final AckStamp ackStamp;
    private final long incarnation;
    private final RecordChecksum checksum = new RecordChecksum();

    RecordWriter(final AckStamp ackStamp, final long incarnation) {
        this.ackStamp = ackStamp;
        this.incarnation = incarnation;
    }

    /**
     * Writes every record of a batch and every excerpt's word but the first.
     *
     * @param at         address of the first excerpt
     * @param firstIndex of the first record
     * @return the first word
     */
    int writeAll(final BatchBuffer batch, final long at, final long firstIndex, final long ack, final long nowNs) {
        OffHeap.putInt(at, 0);
        OffHeap.putInt(at + batch.bytes(), 0);
        long entry = batch.address();
        long excerpt = at;
        int firstLength = 0;
        for (int i = 0; i < batch.size(); i++) {
            final int length = OffHeap.getInt(entry + Integer.BYTES);
            final int recordLength = RecordDescriptor.HEADER_LENGTH + length;
            final long record = excerpt + ChronicleFormat.WORD;
            header(record, RecordDescriptor.formatAndType(batch.flags(), OffHeap.getInt(entry)),
                RecordDescriptor.batchWord(i, batch.size()), ack, nowNs);
            OffHeap.copy(null, entry + BatchBuffer.ENTRY_HEADER, record + RecordDescriptor.HEADER_LENGTH, length);
            seal(record, recordLength, firstIndex + i);
            if (i == 0) {
                firstLength = recordLength;
            } else {
                OffHeap.putInt(excerpt, recordLength);
            }
            excerpt += ChronicleFormat.WORD + ChronicleFormat.align(recordLength);
            entry += BatchBuffer.ENTRY_HEADER + ChronicleFormat.align(length);
        }
        return firstLength;
    }

    /**
     * Writes a header without its checksum, in the 8-byte pieces in which the checksum reads it: a piece made of two
     * smaller stores would have to wait until they have left the store buffer.
     */
    void header(final long record, final long formatAndType, final int batch, final long ack, final long nowNs) {
        final long adoption = ackStamp.adoption() & INT_MASK;
        OffHeap.putLong(record + RecordDescriptor.VERSION_OFFSET, formatAndType);
        OffHeap.putLong(record + RecordDescriptor.ADOPTION_OFFSET, adoption | ack << Integer.SIZE);
        OffHeap.putLong(record + RecordDescriptor.ACK_OFFSET + Integer.BYTES,
            ack >>> Integer.SIZE | nowNs << Integer.SIZE);
        OffHeap.putLong(record + RecordDescriptor.EPOCH_NS_OFFSET + Integer.BYTES,
            nowNs >>> Integer.SIZE | (long) batch << Integer.SIZE);
    }

    /** Completes a record with its checksum. */
    void seal(final long record, final int recordLength, final long index) {
        OffHeap.putInt(record + RecordDescriptor.CHECKSUM_OFFSET,
            checksum.compute(record, recordLength, incarnation, index));
    }
}

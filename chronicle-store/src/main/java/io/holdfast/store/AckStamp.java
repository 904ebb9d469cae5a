package io.holdfast.store;

/**
 * Where a log takes the ack that it stamps into each record. {@link #stamp}, {@link #adoption} and {@link #committed}
 * are called under the append lock, so they must neither block nor allocate nor call the log.
 */
public interface AckStamp {
    /** Stamps no ack. */
    AckStamp NONE = new AckStamp() {
        @Override
        public long stamp(final long requested) {
            return 0;
        }

        @Override
        public int adoption() {
            return 0;
        }

        @Override
        public void committed(final long ack) {
            // nobody keeps it
        }
    };

    /**
     * Tells what to stamp.
     *
     * @param requested an index of the peer's log that the append is to ack, 0 for none
     * @return the larger of it and the effective ack
     */
    long stamp(long requested);

    /** {@return the adoption number that the stamped ack belongs to} */
    int adoption();

    /**
     * The record with this ack is readable, and will be after a crash of the process.
     *
     * @param ack what {@link #stamp} gave
     */
    void committed(long ack);
}

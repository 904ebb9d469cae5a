package io.holdfast.bridge.channel;

/**
 * What a polling thread waits on when it has nothing to do: channels and listeners have it watch them. Belongs to one
 * thread, but for {@link #wake()}. A channel that is closed is not watched any more.
 */
public interface Waiter extends AutoCloseable {
    /** To be told when there is something to read, an end or a fault of the stream included. */
    int READ = 1;

    /** To be told when more can be written. */
    int WRITE = 2;

    /**
     * Waits until something that is watched is ready, and tells it so, until somebody calls {@link #wake()}, the thread
     * is interrupted, or time is up.
     *
     * @param maxNs longest wait in nanoseconds, more than 0; the machine's own sockets round it up to milliseconds
     * @return whether it ended before time was up, as far as that is known
     */
    boolean await(long maxNs);

    /** Ends the wait that is under way, or the next one if none is. Any thread; also after {@link #close()}. */
    void wake();

    /** Tells what is ready now so, without waiting. */
    void look();

    /** Lets go of channels that were closed since the last wait; for threads too busy to wait. Cheap if none was. */
    void tidy();

    /** Ends all watching. From then on {@link #await} only waits until its time is up. */
    @Override
    void close();
}

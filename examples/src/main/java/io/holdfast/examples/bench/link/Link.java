package io.holdfast.examples.bench.link;

/**
 * The measuring end of a system. Belongs to one thread, polls busily and copies the same payload for each message.
 * Every method that waits gives up with a {@link io.holdfast.examples.command.CommandFailure} when the other process
 * has gone or nothing moves any more.
 */
public interface Link extends AutoCloseable {
    /** Does what the other end needs in order to come up; called again and again until it is up. */
    default void attend() {
    }

    /**
     * Connects to the other end, which is up.
     *
     * @param port where it listens, 0 if it needs none
     */
    void connect(int port);

    /** {@return how messages travel, as found out, not as asked for: {@code shm} or {@code tcp}} */
    String transport();

    /** Sends one message and waits until it has come back. */
    void roundTrip();

    /**
     * Sends one message that is to come back.
     *
     * @return whether it was sent; if not, there is no room before some have come back
     */
    boolean trySend();

    /**
     * Runs one duty cycle.
     *
     * @return how many messages have come back
     */
    int poll();

    /**
     * Sends messages that the other end takes without an answer; polls where it has to.
     *
     * @param count how many
     */
    void stream(int count);

    /** Waits until the other end has taken everything that was streamed. */
    void drain();

    /** Begins a turn. */
    default void resume() {
    }

    /** Ends a turn: takes no part of the machine until the next one, not even with threads of its own. */
    default void pause() {
    }

    @Override
    void close();
}

package io.holdfast.store;

/**
 * Where both directions of a connection stand, as far as its files can be read; what is not known is 0.
 *
 * @param incarnation  of our log
 * @param generation   of our log
 * @param lastIndex    of our log
 * @param ackedIndex   up to where the peer is known to have consumed it
 * @param unacked      how many messages are there that it is not known to have
 * @param firstUnacked the first of them
 * @param held         what we hold of the peer's log
 */
public record ConnectionFacts(long incarnation, int generation, long lastIndex, long ackedIndex, long unacked,
                              long firstUnacked, Held held) {
    /**
     * What is held of a peer's log.
     *
     * @param incarnation of that log
     * @param generation  of that log
     * @param consumed    the ack
     */
    public record Held(long incarnation, int generation, long consumed) {
    }
}

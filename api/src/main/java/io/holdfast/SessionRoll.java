package io.holdfast;

/**
 * What becomes of a connection whose session day is over: who takes its place, and what it leaves behind. Messages left
 * behind are not sent any more; they stay in the store for replay until they are purged.
 *
 * @param newLocalName    this side's name from now on; the same as before if it was the peer's day that ended
 * @param newRemoteName   the peer's name from now on, null if that will be learned
 * @param unackedMessages how many messages accepted here the peer is not known to have consumed
 * @param fromIndex       the first of them, 0 if there is none
 * @param toIndex         the last of them, 0 if there is none
 */
public record SessionRoll(String newLocalName, String newRemoteName, long unackedMessages, long fromIndex,
                          long toIndex) {
}

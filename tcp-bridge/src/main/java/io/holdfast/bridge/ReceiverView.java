package io.holdfast.bridge;

import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.LogFacts;

/**
 * What a receiver knows when it checks an offer.
 *
 * @param held what it told the sender in this login
 * @param peer what the sender said of its log in this login
 */
record ReceiverView(HeldFacts held, LogFacts peer) {
}

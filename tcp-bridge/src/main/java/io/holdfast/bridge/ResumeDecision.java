package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.protocol.ResumeOffer;

/**
 * What the sender of a direction decided: exactly one of the two is not null.
 *
 * @param offer   where it goes on
 * @param refusal why it does not
 */
record ResumeDecision(ResumeOffer offer, Refusal refusal) {
    boolean isRefused() {
        return refusal != null;
    }
}

package io.holdfast.bridge;

import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.ResumeOffer;

/** Whether an offer can have come out of {@link ResumeTable}, as far as its receiver can tell. */
final class OfferCheck {
    private OfferCheck() {
    }

    static boolean fits(final ResumeOffer offer, final ReceiverView receiver) {
        final LogFacts peer = receiver.peer();
        final HeldFacts held = receiver.held();
        final Known known = Known.of(held, offer.incarnation());
        return peer.incarnation() != 0 && offer.incarnation() == peer.incarnation()
            && offer.generation() == peer.generation() && offer.resumeAfter() <= last(peer, known)
            && fitsRow(offer, held, known) && isPurgeTold(offer, peer);
    }

    /**
     * A log may have grown since its owner told of it, and what came by then been taken by the session before, which
     * over shared memory goes on until this side hears of its end.
     */
    private static long last(final LogFacts peer, final Known known) {
        return known == null ? peer.last() : Math.max(peer.last(), known.had());
    }

    private static boolean fitsRow(final ResumeOffer offer, final HeldFacts held, final Known known) {
        if (known == null) {
            switch (offer.outcome()) {
                case FROM_START:
                    return held.incarnation() == 0 && startsAtFirst(offer);
                case RECEIVER_STATE_LOST:
                    return held.incarnation() == 0;
                case NEW_INCARNATION:
                    return held.incarnation() != 0 && startsAtFirst(offer);
                default:
                    return false;
            }
        }
        final boolean isSame = known.generation() == offer.generation();
        final boolean isOlder = known.generation() < offer.generation();
        switch (offer.outcome()) {
            case CONTINUED:
            case RECEIVER_BEHIND:
                return isSame && known.isCurrent() && known.had() > 0 && goesOnAfter(offer, known.had());
            case FROM_START:
                return isSame && known.isBlank() && goesOnAfter(offer, 0);
            case RETURNED_INCARNATION:
                return isSame && !known.isCurrent() && goesOnAfter(offer, known.ack());
            case RECEIVER_STATE_LOST:
                return (isSame || isOlder) && known.isBlank();
            case RECEIVER_BEHIND_PURGED:
                return (isSame || isOlder) && isPurged(offer) && offer.rangeFrom() <= known.had();
            case DIVERGED:
                return isOlder && offer.resumeAfter() <= known.ack();
            case RESET:
                return true;
            default:
                return false;
        }
    }

    private static boolean goesOnAfter(final ResumeOffer offer, final long index) {
        return offer.resumeAfter() == index && offer.rangeKind() == ResumeOffer.RANGE_NONE;
    }

    private static boolean startsAtFirst(final ResumeOffer offer) {
        return offer.resumeAfter() == 0 || isPurged(offer);
    }

    private static boolean isPurged(final ResumeOffer offer) {
        return offer.rangeKind() == ResumeOffer.RANGE_PURGED;
    }

    /** What is said to be purged must really be no more in the sender's log: nothing kept may be passed over. */
    private static boolean isPurgeTold(final ResumeOffer offer, final LogFacts peer) {
        return !isPurged(offer) || offer.resumeAfter() < peer.first() || peer.first() == 0;
    }
}

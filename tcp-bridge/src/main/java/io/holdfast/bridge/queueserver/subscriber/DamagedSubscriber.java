package io.holdfast.bridge.queueserver.subscriber;

/**
 * A subscriber whose files cannot be read. How far it had come is not known, so everything is kept for it that was
 * there when that was found out.
 */
final class DamagedSubscriber extends Holder {
    private final String name;
    private final long ack;
    private final String problem;
    private boolean isExpired;

    DamagedSubscriber(final String name, final long ack, final String problem) {
        this.name = name;
        this.ack = ack;
        this.problem = problem;
    }

    String problem() {
        return problem;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    long ack() {
        return ack;
    }

    @Override
    long holdsAfter() {
        return isExpired ? NOTHING : ack;
    }

    @Override
    long countsAfter() {
        return holdsAfter();
    }

    @Override
    boolean isWanting() {
        return true;
    }

    @Override
    long keepsAfter() {
        return holdsAfter();
    }

    @Override
    void force() {
        // its files stay as they are
    }

    @Override
    void expire(final long epochNs, final long ordinal, final String why) {
        isExpired = true;
    }

    @Override
    SubscriberStatus status(final long lagMessages, final long lagBytes, final long lagNs) {
        return new SubscriberStatus(name, ack, lagMessages, lagBytes, lagNs, 0, false, isExpired, 0, 0, problem);
    }

    @Override
    void end(final SubscriberEnd.Reason reason, final String text) {
        // nobody does
    }

    @Override
    void release() {
        // it holds none open
    }
}

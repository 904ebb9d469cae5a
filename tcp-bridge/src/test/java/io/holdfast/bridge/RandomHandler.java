package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.PoisonPolicy;
import io.holdfast.bridge.DirectionOracle.Sent;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertThrows;

/** What one side of a random run does with the messages it is given: everything that is allowed, and dying. */
final class RandomHandler implements MessageHandler {
    private final RandomSide side;
    private final DirectionOracle incoming;
    private final Random random;
    private boolean isCalm;
    private boolean isHalted;
    private boolean isDying;
    private boolean isEnding;
    private int poisoned;
    private AssertionError failure;

    RandomHandler(final RandomSide side) {
        this.side = side;
        incoming = side.incoming;
        random = side.random;
    }

    /** From here on every message is consumed, and replied to if it asks for that. */
    void calm() {
        isCalm = true;
    }

    boolean isHalted() {
        return isHalted;
    }

    void restarted() {
        isHalted = false;
        isDying = false;
        isEnding = false;
    }

    void onPoison(final long index, final int attempts, final PoisonPolicy policy) {
        if (failure != null) {
            throw failure;
        }
        if (isDying) {
            return;
        }
        incoming.same("poisoned index", incoming.index(poisoned), index);
        incoming.same("attempts of a poisoned message", side.maxAttempts, attempts);
        incoming.check(policy == side.poisonPolicy, "poison policy " + policy);
        poisoned = 0;
    }

    @Override
    public Action onMessage(final Connection connection, final Message message) {
        try {
            return handle(connection, message);
        } catch (final AssertionError e) {
            failure = e;
            throw e;
        }
    }

    private Action handle(final Connection connection, final Message message) {
        incoming.check(!isHalted, "a message was delivered after delivery had stopped");
        incoming.check(!isEnding, "a message was delivered after the handler had disconnected");
        incoming.check(connection.isInHandler(), "not in handler");
        final Sent sent = incoming.given(message);
        final int ordinal = incoming.done() + 1;
        side.note("given " + ordinal + " attempt=" + message.attempt() + (message.isRedelivered() ? " again" : ""));
        incoming.check(connection.ackedIndex() >= sent.acks(), "a reply came before the ack it carries");
        if (random.nextInt(12) == 0) {
            side.sends.offer(connection);
        }
        final Action answered = RandomSends.isRequest(sent.type()) && random.nextInt(4) != 0
            ? answer(connection, ordinal) : null;
        if (answered != null && (isCalm || random.nextInt(4) != 0)) {
            return concluded(ordinal, answered);
        }
        return isCalm ? concluded(ordinal, Action.CONSUMED) : anything(connection, ordinal);
    }

    /** Null if it was not possible to answer. */
    private Action answer(final Connection connection, final int ordinal) {
        final int source = side.isManual() && random.nextInt(3) == 0 ? incoming.consumed() + 1 : ordinal;
        final TornCopy torn = isCalm || random.nextInt(16) != 0 ? null : new TornCopy(side.connectionFolder(), random);
        final long result = answer(connection, source, source == incoming.consumed() + 1);
        if (torn != null && result > 0) {
            isDying = true;
            side.note("is dying within its answer");
            incoming.consumedAtLast(source);
            throw torn.tear(side.kill(), side.store());
        }
        return result > 0 || isCalm ? Action.CONSUMED : result == Connection.BACK_PRESSURED ? Action.RETRY : null;
    }

    private long answer(final Connection connection, final int source, final boolean isAllowed) {
        final long result = answer(connection, incoming.index(source), isAllowed);
        if (result > 0) {
            incoming.consumedUpTo(source);
        }
        return result;
    }

    private long answer(final Connection connection, final long index, final boolean isAllowed) {
        final long result = random.nextInt(4) == 0 ? side.sends.batch(connection, index)
            : side.sends.reply(connection, index);
        incoming.check(isAllowed == (result != Connection.OUT_OF_ORDER), "a reply to " + index + " answered "
            + Connection.resultName(result));
        return result;
    }

    private Action anything(final Connection connection, final int ordinal) {
        switch (random.nextInt(24)) {
            case 0, 1:
                return concluded(ordinal, Action.RETRY);
            case 2, 3:
                throw thrown(ordinal);
            case 4:
                if (random.nextInt(2) == 0) {
                    isDying = true;
                    throw side.kill();
                }
                return concluded(ordinal, Action.CONSUMED);
            case 5:
                return concluded(ordinal, endSession(connection));
            case 6, 7:
                if (side.isManual()) {
                    connection.ack(incoming.index(ordinal));
                    incoming.consumedUpTo(ordinal);
                }
                return concluded(ordinal, random.nextBoolean() ? Action.RETRY : Action.CONSUMED);
            default:
                return concluded(ordinal, side.isManual() && random.nextInt(4) != 0 ? Action.DEFER : Action.CONSUMED);
        }
    }

    /** Ends the session from inside, which takes effect when the handler has returned. */
    private Action endSession(final Connection connection) {
        assertThrows(IllegalStateException.class, () -> connection.poll(this, 1));
        side.note("disconnects inside the handler");
        connection.disconnect();
        isEnding = true;
        return random.nextBoolean() ? Action.RETRY : Action.CONSUMED;
    }

    void beginPoll() {
        isEnding = false;
    }

    /** {@return whether it asked for the session's end in the last poll} */
    boolean isEnding() {
        return isEnding;
    }

    /** {@return whether anything may happen: neither is it the calm end of the run nor is this side dying} */
    boolean isWild() {
        return !isCalm && !isDying;
    }

    private Action concluded(final int ordinal, final Action action) {
        side.note("answers " + action);
        if (action == Action.CONSUMED) {
            incoming.consumedUpTo(Math.max(ordinal, incoming.consumed()));
        } else if (action == Action.DEFER && incoming.done() < ordinal) {
            incoming.deferred();
        }
        return action;
    }

    private RuntimeException thrown(final int ordinal) {
        side.note("throws");
        if (incoming.consumed() < ordinal) {
            incoming.threw();
            if (incoming.thrown() == side.maxAttempts) {
                poisoned = ordinal;
                isHalted = side.poisonPolicy == PoisonPolicy.STOP;
                if (!isHalted) {
                    incoming.skipped();
                }
            }
        }
        return new RandomSide.HandlerFailure();
    }

    /** Acks what was deferred. */
    void ackAll(final Connection connection) {
        if (incoming.consumed() < incoming.done()) {
            connection.ack(incoming.index(incoming.done()));
            incoming.consumedUpTo(incoming.done());
        }
    }

    /** Acks and replies outside the handler. */
    void ackLater(final Connection connection) {
        final int consumed = incoming.consumed();
        final int unacked = incoming.done() - consumed;
        if (connection.remoteName() == null) {
            return;
        }
        if (!side.isManual()) {
            assertThrows(IllegalStateException.class, () -> connection.ack(incoming.index(consumed)));
            answer(connection, incoming.index(consumed) + random.nextInt(2) + (consumed == 0 ? 1 : 0), false);
            return;
        }
        if (unacked == 0) {
            connection.ack(incoming.index(consumed));
            assertThrows(IllegalArgumentException.class, () -> connection.ack(incoming.index(consumed) + 1));
        } else if (random.nextBoolean()) {
            final int source = consumed + 1 + random.nextInt(random.nextInt(3) == 0 ? unacked : 1);
            answer(connection, source, source == consumed + 1);
        } else {
            final int ordinal = consumed + 1 + random.nextInt(unacked);
            side.note("acks " + ordinal);
            connection.ack(incoming.index(ordinal));
            incoming.consumedUpTo(ordinal);
        }
        side.check();
    }
}

package io.holdfast.examples.echo;

import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.examples.command.CommandFailure;

import java.util.concurrent.TimeUnit;

/**
 * Sends the numbers that are still to be sent, in order, so that number k is the connection's k-th message. With a rate
 * it stamps a message with the time at which it was due, not the later one at which it was sent: waiting counts.
 */
final class EchoSender {
    private static final int MOST_PER_CALL = 256;
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Connection connection;
    private final Clock clock;
    private final Plan plan;
    private final byte[] payload;
    private final long firstNumber;
    private long nextNumber;
    private long startNs;

    /**
     * What to send.
     *
     * @param count         the last number
     * @param length        of each payload in bytes
     * @param window        most numbers under way
     * @param ratePerSecond numbers a second, 0 for as fast as the window allows
     */
    record Plan(long count, int length, long window, long ratePerSecond) {
    }

    /**
     * A sender that goes on after the connection's last message.
     *
     * @param connection carries nothing but numbered messages
     * @param clock      for the stamps
     * @param plan       what to send
     */
    EchoSender(final Connection connection, final Clock clock, final Plan plan) {
        this.connection = connection;
        this.clock = clock;
        this.plan = plan;
        payload = new byte[plan.length()];
        firstNumber = connection.lastOrdinal() + 1;
        nextNumber = firstNumber;
    }

    /** {@return the first number that this process sends} */
    long firstNumber() {
        return firstNumber;
    }

    /** {@return the last number that is sent} */
    long lastSent() {
        return nextNumber - 1;
    }

    /**
     * Sends what is due and fits the window.
     *
     * @param received the highest number that has come back
     * @return how many were sent
     */
    int doWork(final long received) {
        final long limit = Math.min(plan.count(), received + plan.window());
        if (nextNumber > limit) {
            return 0;
        }
        final long nowNs = clock.monotonicNs();
        if (nextNumber == firstNumber) {
            startNs = nowNs;
        }
        int workCount = 0;
        while (workCount < MOST_PER_CALL && nextNumber <= limit && send(nowNs)) {
            workCount++;
        }
        return workCount;
    }

    private boolean send(final long nowNs) {
        final boolean isPaced = plan.ratePerSecond() > 0;
        final long dueNs = isPaced ? dueNs() : clock.monotonicNs();
        if (isPaced && dueNs - nowNs > 0) {
            return false;
        }
        EchoPayload.encode(payload, plan.length(), nextNumber, dueNs);
        final long result = connection.offer(EchoPayload.type(nextNumber), payload, 0, plan.length());
        if (result > 0) {
            nextNumber++;
            return true;
        }
        if (result == Connection.BACK_PRESSURED || result == Connection.STORE_FULL) {
            return false;
        }
        throw new CommandFailure("message number=" + nextNumber + " was not accepted: "
            + Connection.resultName(result));
    }

    private long dueNs() {
        final long sentHere = nextNumber - firstNumber;
        return startNs + sentHere / plan.ratePerSecond() * NS_PER_SECOND
            + sentHere % plan.ratePerSecond() * NS_PER_SECOND / plan.ratePerSecond();
    }
}

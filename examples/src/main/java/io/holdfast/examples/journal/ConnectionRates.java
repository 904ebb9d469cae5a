package io.holdfast.examples.journal;

import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Works out from two looks how fast connections move. One thread. */
final class ConnectionRates {
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private Map<ConnectionRef, ConnectionSummary> before = new HashMap<>();
    private long beforeNs;

    /**
     * {@return the connections with what changed since the last call; not known for those that were not there then, or
     * whose log was reset}
     *
     * @param summaries of a look
     * @param atNs      when that was, of a monotonic clock
     */
    List<ConnectionRate> since(final List<ConnectionSummary> summaries, final long atNs) {
        final Map<ConnectionRef, ConnectionSummary> now = new HashMap<>();
        final List<ConnectionRate> rates = new ArrayList<>();
        final double seconds = (atNs - beforeNs) / NS_PER_SECOND;
        for (final ConnectionSummary summary : summaries) {
            now.put(summary.connection(), summary);
            rates.add(rate(before.get(summary.connection()), summary, seconds));
        }
        before = now;
        beforeNs = atNs;
        return rates;
    }

    private static ConnectionRate rate(final ConnectionSummary then, final ConnectionSummary now,
                                       final double seconds) {
        if (then == null || then.incarnation() != now.incarnation() || seconds <= 0) {
            return new ConnectionRate(now, Double.NaN, Double.NaN, Double.NaN);
        }
        return new ConnectionRate(now, perSecond(then.lastOrdinal(), now.lastOrdinal(), seconds),
            perSecond(then.logBytes(), now.logBytes(), seconds), perSecond(acked(then), acked(now), seconds));
    }

    /** A log that was cut after a power failure may have fewer messages than before. */
    private static double perSecond(final long then, final long now, final double seconds) {
        return then < 0 || now < then ? Double.NaN : (now - then) / seconds;
    }

    private static long acked(final ConnectionSummary summary) {
        return summary.lastOrdinal() < 0 || summary.unackedMessages() < 0 ? -1
            : summary.lastOrdinal() - summary.unackedMessages();
    }
}

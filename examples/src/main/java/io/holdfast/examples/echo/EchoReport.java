package io.holdfast.examples.echo;

import io.holdfast.examples.echo.EchoProgress.Counter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How it went. Counts are of the whole sequence 1 to {@code count}, over all runs of the client; round trips, speed
 * and transport are of this run.
 */
final class EchoReport {
    private final EchoProgress progress;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /**
     * What only the run itself knows.
     *
     * @param count             numbers to send
     * @param sent              numbers sent
     * @param resumedAt         numbers that earlier runs had sent
     * @param rttP50Ns          median round trip in nanoseconds, 0 if none was measured
     * @param rttP99Ns          99th percentile of the round trips in nanoseconds, 0 if none was measured
     * @param messagesPerSecond answers a second
     */
    record Run(long count, long sent, long resumedAt, long rttP50Ns, long rttP99Ns, long messagesPerSecond) {
    }

    /**
     * A report.
     *
     * @param run       what the run knows
     * @param progress  the counts
     * @param transport how messages travelled in this run
     */
    EchoReport(final Run run, final EchoProgress progress, final String transport) {
        this.progress = progress;
        fields.put("count", run.count());
        fields.put("sent", run.sent());
        for (final Counter counter : Counter.values()) {
            fields.put(counter.label(), progress.count(counter));
        }
        fields.put("resumedAt", run.resumedAt());
        fields.put("rttP50Ns", run.rttP50Ns());
        fields.put("rttP99Ns", run.rttP99Ns());
        fields.put("messagesPerSecond", run.messagesPerSecond());
        fields.put("transport", transport);
    }

    /** {@return names and values, in the order of the report} */
    Map<String, Object> fields() {
        return fields;
    }

    /** {@return whether every answer came once, in order and unchanged} */
    boolean isGood() {
        return progress.count(Counter.GAPS) == 0 && progress.count(Counter.OUT_OF_ORDER) == 0
            && progress.count(Counter.DUPLICATES) == 0 && progress.count(Counter.DAMAGED) == 0;
    }
}

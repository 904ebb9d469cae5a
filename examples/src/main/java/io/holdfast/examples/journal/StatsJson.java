package io.holdfast.examples.journal;

import io.holdfast.examples.command.JsonFields;
import io.holdfast.store.journal.Journal;

import java.util.ArrayList;
import java.util.List;

/** What was counted of a log, as one object. */
final class StatsJson {
    private StatsJson() {
    }

    /**
     * {@return the fields}
     *
     * @param journal the log
     * @param stats   what was counted
     */
    static JsonFields fields(final Journal journal, final LogStats stats) {
        final boolean isSome = stats.messages() > 0;
        return new JsonFields()
            .text("local", journal.localName()).text("remote", journal.remoteName())
            .hex("incarnation", journal.incarnation())
            .hex("firstIndex", stats.firstIndex()).hex("lastIndex", stats.lastIndex())
            .time("firstTime", isSome ? stats.firstNs() : 0).time("lastTime", isSome ? stats.lastNs() : 0)
            .number("spanNs", stats.spanNs())
            .number("messages", stats.messages()).number("payloadBytes", stats.bytes())
            .number("messagesPerSecond", stats.spanNs() == 0 ? null : stats.perSecond(stats.messages()))
            .number("bytesPerSecond", stats.spanNs() == 0 ? null : stats.perSecond(stats.bytes()))
            .number("replays", stats.replays()).number("batched", stats.batched())
            .number("tombstones", stats.tombstones()).number("damaged", stats.damaged())
            .object("size", isSome ? size(stats) : null)
            .objects("types", stats.types().stream().map(StatsJson::type).toList())
            .number("bucketNs", isSome ? stats.buckets().widthNs() : null)
            .objects("buckets", buckets(stats.buckets()));
    }

    private static JsonFields size(final LogStats stats) {
        return new JsonFields().number("minBytes", stats.leastBytes()).number("meanBytes", stats.meanBytes())
            .number("p50Bytes", stats.sizeAt(50)).number("p90Bytes", stats.sizeAt(90))
            .number("p99Bytes", stats.sizeAt(99)).number("p999Bytes", stats.sizeAt(99.9))
            .number("maxBytes", stats.mostBytes());
    }

    private static JsonFields type(final LogStats.OfType type) {
        return new JsonFields().number("type", type.type()).number("messages", type.messages())
            .number("payloadBytes", type.bytes()).number("minBytes", type.leastBytes())
            .number("maxBytes", type.mostBytes());
    }

    private static List<JsonFields> buckets(final TimeBuckets buckets) {
        final List<JsonFields> list = new ArrayList<>();
        for (int i = 0; i < buckets.count(); i++) {
            list.add(new JsonFields().time("begin", buckets.beginNs(i)).number("messages", buckets.messages(i))
                .number("payloadBytes", buckets.bytes(i)));
        }
        return list;
    }
}

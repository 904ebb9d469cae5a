package io.holdfast.examples.replay;

import io.holdfast.examples.command.IndexRange;
import io.holdfast.store.journal.ReplayListener;
import io.holdfast.store.journal.SkipReason;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Counts what cannot be sent, by its reason, and tells it in words: neighbours in one line. One thread. */
final class Skipped implements ReplayListener {
    private final Map<SkipReason, Long> counts = new EnumMap<>(SkipReason.class);
    private final Consumer<String> teller;
    private SkipReason reason;
    private String text;
    private long fromIndex;
    private long toIndex;

    /**
     * Nothing so far.
     *
     * @param teller is given lines
     */
    Skipped(final Consumer<String> teller) {
        this.teller = teller;
    }

    @Override
    public void onSkipped(final SkipReason newReason, final long from, final long to, final String newText) {
        if (reason != newReason || from != toIndex + 1 || !newText.equals(text)) {
            tell();
            reason = newReason;
            text = newText;
            fromIndex = from;
        }
        toIndex = to;
        counts.merge(newReason, to - from + 1, Long::sum);
    }

    /** Tells what is known but not told yet. */
    void tell() {
        if (reason != null) {
            teller.accept("skipped: " + (toIndex < fromIndex ? "no message is concerned"
                : IndexRange.text(fromIndex, toIndex)) + ": " + text);
            reason = null;
        }
    }

    /** {@return whether there is nothing, not even a damaged place} */
    boolean isEmpty() {
        return counts.isEmpty();
    }

    /**
     * {@return how many there are}
     *
     * @param why for a reason
     */
    long count(final SkipReason why) {
        return counts.getOrDefault(why, 0L);
    }

    /** {@return the counts, in words} */
    @Override
    public String toString() {
        final long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        return sum + (counts.isEmpty() ? "" : counts.entrySet().stream()
            .map(count -> count.getKey().name().toLowerCase(Locale.ROOT) + "=" + count.getValue())
            .collect(Collectors.joining(" ", " (", ")")));
    }
}

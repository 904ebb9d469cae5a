package io.holdfast.examples.demo;

import java.util.ArrayList;
import java.util.List;

/** What happened when: how many answers there were, and who was killed. Times are nanoseconds since the start. */
final class Timeline {
    private final List<Sample> samples = new ArrayList<>();
    private final List<Kill> kills = new ArrayList<>();

    /** Who can be killed. */
    enum Victim {
        /** The echo server. */
        SERVER,
        /** The echo client. */
        CLIENT;

        /** {@return the letter that stands for it in the chart} */
        char letter() {
            return name().charAt(0);
        }

        /** {@return its name in sentences} */
        String label() {
            return this == SERVER ? "server" : "client";
        }
    }

    /**
     * How far the client was.
     *
     * @param atNs     when
     * @param received answers so far
     */
    record Sample(long atNs, long received) {
    }

    /**
     * A kill.
     *
     * @param atNs        when
     * @param victim      who
     * @param received    answers so far
     * @param isMidStream whether answers came in just before and others were still to come
     */
    record Kill(long atNs, Victim victim, long received, boolean isMidStream) {
    }

    void sample(final long atNs, final long received) {
        samples.add(new Sample(atNs, received));
    }

    void kill(final Kill kill) {
        kills.add(kill);
    }

    List<Kill> kills() {
        return kills;
    }

    /** {@return how long it took, in nanoseconds} */
    long durationNs() {
        return samples.isEmpty() ? 0 : samples.get(samples.size() - 1).atNs();
    }

    /**
     * Tells how many answers there were at some time, taking them to have come evenly between two samples.
     *
     * @param atNs when
     * @return answers
     */
    double receivedAt(final double atNs) {
        Sample before = new Sample(0, 0);
        for (final Sample sample : samples) {
            if (sample.atNs() >= atNs) {
                final double spanNs = Math.max(1, sample.atNs() - before.atNs());
                return before.received() + (sample.received() - before.received()) * (atNs - before.atNs()) / spanNs;
            }
            before = sample;
        }
        return before.received();
    }

    /**
     * Tells how many kills a side had.
     *
     * @param victim which side
     * @return kills
     */
    long killsOf(final Victim victim) {
        return kills.stream().filter(kill -> kill.victim() == victim).count();
    }
}

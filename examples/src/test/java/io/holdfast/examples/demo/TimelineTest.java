package io.holdfast.examples.demo;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TimelineTest {
    private final Timeline timeline = new Timeline();

    @Test
    void takesAnswersToComeEvenlyBetweenSamples() {
        timeline.sample(100, 0);
        timeline.sample(200, 50);
        timeline.sample(300, 50);

        assertEquals(0, timeline.receivedAt(50));
        assertEquals(25, timeline.receivedAt(150));
        assertEquals(50, timeline.receivedAt(250));
        assertEquals(50, timeline.receivedAt(1000));
        assertEquals(300, timeline.durationNs());
    }

    @Test
    void isEmptyAtFirst() {
        assertEquals(0, timeline.receivedAt(10));
        assertEquals(0, timeline.durationNs());
    }
}

package io.holdfast.bridge.queueserver.subscriber;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is kept for a subscriber whose client is away is what it subscribed to. */
class SubscriberAwayTest extends SubscriberFixture {
    private void leave(final String name, final String... queues) {
        final Subscriber subscriber = connect(name);
        for (final String queue : queues) {
            subscriber.subscribe(bytes(queue), subscriber.ack());
        }
        subscriber.save();
        subscriber.close();
    }

    @Test
    void messagesOfOtherQueuesAreNotKeptUpToTheFirstOneThatItWants() {
        open();
        leave("clerk", "rare");
        final List<Long> before = append(300, MESSAGE_LENGTH);
        keepHouse();
        assertTrue(log.purgedIndex() >= before.get(100), "nothing was deleted");

        final long wanted = append("rare", 100);
        append(300, MESSAGE_LENGTH);
        keepHouse();

        assertEquals(before.get(299), status("clerk").ack());
        assertTrue(log.purgedIndex() <= before.get(299), "it was deleted");
        assertEquals(wanted, after(connect("clerk").ack()).get(0));
    }

    @Test
    void itGoesOnWhereItsClientLeftItTheSecondTime() {
        open();
        leave("clerk", "rare");
        append("rare", 100);
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        keepHouse();
        final Subscriber here = connect("clerk");
        here.acked(indices.get(0));
        here.close();

        keepHouse();

        assertTrue(log.purgedIndex() > indices.get(0), "nothing was deleted");
    }

    @Test
    void oneThatIsSubscribedToAllOrToNothingOrIsConnectedKeepsAllItHasNotAcked() {
        open();
        leave("all", "");
        leave("none");
        final Subscriber here = connect("here");
        here.subscribe(bytes("rare"), here.ack());
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        keepHouse();

        assertEquals(indices, after(status("all").ack()));
        assertEquals(indices, after(status("none").ack()));
        assertEquals(indices, after(here.ack()));
    }

    @Test
    void nobodyExpiresForMessagesThatItDoesNotWant() {
        limits(10, 10 * SECOND_NS, 0);
        open();
        leave("clerk", "rare");
        append();
        clock.advance(20 * SECOND_NS);
        keepHouse();

        assertFalse(status("clerk").isExpired());

        append("rare", 100);
        clock.advance(20 * SECOND_NS);
        keepHouse();
        assertTrue(status("clerk").isExpired());
    }

    @Test
    void nobodyExpiresForMessagesThatNobodyCheckedAgainstItsSubscriptions() {
        limits(10, 0, 1_000_000);
        open();
        leave("clerk", "rare");
        append(40_000, 100);

        tick();

        assertFalse(status("clerk").isExpired(), "not all was looked at");
        for (int i = 0; i < 3; i++) {
            tick();
        }
        assertFalse(status("clerk").isExpired());
        assertEquals(log.lastIndex(), status("clerk").ack());

        append("rare", 100);
        append(40_000, 100);
        for (int i = 0; i < 2; i++) {
            tick();
        }
        assertTrue(status("clerk").isExpired());
    }

    private void tick() {
        clock.advance(SECOND_NS / 10);
        subscribers.doWork(0);
    }

    @Test
    void oneWhoseClientIsHereAndHasNothingThatItWantsDoesNotExpire() {
        limits(10, 0, 100 * MESSAGE_LENGTH);
        open();
        final Subscriber clerk = connect("clerk");
        clerk.subscribe(bytes("rare"), clerk.ack());
        clerk.wants(false);
        append(300, MESSAGE_LENGTH);
        tick();
        assertFalse(status("clerk").isExpired());

        clerk.wants(true);
        tick();

        assertTrue(status("clerk").isExpired());
    }
}

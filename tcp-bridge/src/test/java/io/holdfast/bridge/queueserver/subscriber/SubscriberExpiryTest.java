package io.holdfast.bridge.queueserver.subscriber;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who holds too much for too long is given up, and told what it lost. */
class SubscriberExpiryTest extends SubscriberFixture {
    private static final long HOUR_NS = 3600 * SECOND_NS;

    private void tick() {
        clock.advance(SECOND_NS / 10);
        subscribers.doWork(Long.MAX_VALUE);
    }

    @Test
    void oneThatLeavesAMessageUnackedForTooLongExpires() {
        limits(10, HOUR_NS, 0);
        open();
        final Subscriber subscriber = connect("clerk");
        subscriber.acked(append());
        clock.advance(10 * HOUR_NS);
        tick();
        assertFalse(status("clerk").isExpired(), "it holds nothing");
        final long held = append();
        clock.advance(HOUR_NS - SECOND_NS);
        tick();
        assertFalse(status("clerk").isExpired(), "the message is younger than an hour");

        clock.advance(SECOND_NS);
        tick();

        assertTrue(status("clerk").isExpired());
        assertEquals(1, subscribers.expiredCount());
        assertEquals(SubscriberEnd.Reason.EXPIRED, subscriber.end().reason());
        assertTrue(subscriber.end().text().contains("maxHoldNs=" + HOUR_NS), subscriber.end().text());
        assertTrue(subscriber.acked(held), "an ack on its way");
        assertEquals(held, subscriber.ack());
        subscriber.close();
        assertNull(connect("clerk").lost());
    }

    @Test
    void oneThatHoldsTooManyBytesExpiresAndTheOthersDoNot() {
        limits(10, 0, 100 * MESSAGE_LENGTH);
        open();
        connect("slow").close();
        final Subscriber fast = connect("fast");
        final List<Long> indices = append(99, MESSAGE_LENGTH);
        tick();
        assertFalse(status("slow").isExpired());
        fast.acked(indices.get(10));
        append(8, MESSAGE_LENGTH);

        tick();

        assertTrue(status("slow").isExpired());
        assertFalse(status("fast").isExpired());
        assertNull(fast.end());
    }

    @Test
    void itIsToldWhatItLostUntilItAcksThat() throws IOException {
        limits(10, 0, 100 * MESSAGE_LENGTH);
        open();
        final Subscriber before = connect("clerk");
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        before.acked(indices.get(20));
        before.close();
        keepHouse();
        final long purged = log.purgedIndex();
        assertTrue(purged > indices.get(20), "nothing was deleted");
        final LostRange lost = new LostRange(indices.get(20), purged, indices.indexOf(purged) - 20);

        killAndReopen();

        assertTrue(status("clerk").isExpired());
        final Subscriber told = connect("clerk");
        assertEquals(lost, told.lost());
        assertFalse(status("clerk").isExpired());
        told.passed(log.lastIndex());
        assertEquals(lost, told.lost(), "it was not told yet");
        assertTrue(told.acked(indices.get(22)), "its client had that before it was given up");
        assertEquals(lost, told.lost(), "it was not told yet");
        told.close();
        killAndReopen();
        final Subscriber again = connect("clerk");
        assertEquals(lost, again.lost());
        assertEquals(indices.subList(indices.indexOf(purged) + 1, 300), after(again.ack()));

        assertTrue(again.acked(purged));

        assertNull(again.lost());
        killAndReopen();
        assertNull(connect("clerk").lost());
    }

    @Test
    void oneThatComesBackBeforeAnythingIsDeletedHasLostNothingAndHoldsAgain() {
        limits(10, HOUR_NS, 0);
        open();
        connect("clerk").close();
        final List<Long> indices = append(10, 100);
        clock.advance(2 * HOUR_NS);
        tick();
        assertTrue(status("clerk").isExpired());

        final Subscriber again = connect("clerk");

        assertNull(again.lost());
        assertFalse(status("clerk").isExpired());
        assertEquals(indices, after(again.ack()));
        assertTrue(again.acked(indices.get(9)));
        append(300, MESSAGE_LENGTH);
        keepHouse();
        assertEquals(300, after(again.ack()).size(), "it holds again");
    }

    @Test
    void oneThatExpiresTwiceWithoutAnAckIsToldOfBothLossesAsOne() {
        limits(10, 0, 100 * MESSAGE_LENGTH);
        open();
        final Subscriber first = connect("clerk");
        final long ack = first.ack();
        append(300, MESSAGE_LENGTH);
        keepHouse();
        first.close();
        final Subscriber second = connect("clerk");
        final LostRange lost = second.lost();
        append(300, MESSAGE_LENGTH);
        keepHouse();
        second.close();

        final LostRange more = connect("clerk").lost();

        assertEquals(ack, lost.after());
        assertEquals(ack, more.after());
        assertTrue(more.upTo() > lost.upTo(), lost + " " + more);
        assertEquals(log.ordinalOf(more.upTo()), more.count());
        assertEquals(2, subscribers.expiredCount());
    }

    @Test
    void oneWithALossHoldsWhatIsLeftAndNoMoreIsCountedAgainstIt() {
        limits(10, 0, 150 * MESSAGE_LENGTH);
        open();
        connect("clerk").close();
        append(400, MESSAGE_LENGTH);
        keepHouse();
        final Subscriber told = connect("clerk");
        final long purged = told.lost().upTo();

        keepHouse();

        assertFalse(status("clerk").isExpired(), status("clerk").toString());
        assertEquals(purged, log.purgedIndex());
        assertEquals(log.lastOrdinal() - log.ordinalOf(purged), status("clerk").lagMessages());
    }

    @Test
    void oneThatComesAgainExpiresOnlyForMessagesThatCameSince() throws IOException {
        limits(10, 0, 100 * MESSAGE_LENGTH);
        open();
        connect("clerk").close();
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        tickWhileOthersNeedAll();
        assertTrue(status("clerk").isExpired());

        for (int i = 0; i < 5; i++) {
            final Subscriber again = connect("clerk");
            assertNull(again.lost());
            tickWhileOthersNeedAll();
            assertNull(again.end());
            again.acked(indices.get(i));
            again.close();
            tickWhileOthersNeedAll();
            assertFalse(status("clerk").isExpired());
        }
        assertEquals(1, subscribers.expiredCount());
        killAndReopen();
        connect("clerk");
        append(95, MESSAGE_LENGTH);
        tickWhileOthersNeedAll();
        assertFalse(status("clerk").isExpired(), "it came again");

        append(6, MESSAGE_LENGTH);
        tickWhileOthersNeedAll();

        assertTrue(status("clerk").isExpired());
    }

    private void tickWhileOthersNeedAll() {
        for (int i = 0; i < 3; i++) {
            clock.advance(SECOND_NS / 10);
            subscribers.doWork(0);
        }
    }

    @Test
    void oneThatComesAgainDoesNotExpireWhileNothingCouldBeDeletedForIt() {
        limits(10, 0, 1000);
        open();
        connect("clerk").close();
        append(20, 100);
        tickWhileOthersNeedAll();
        assertTrue(status("clerk").isExpired());
        final Subscriber again = connect("clerk");
        append(20, 100);
        tickWhileOthersNeedAll();
        assertNull(again.end(), "all is in one file");

        append(300, MESSAGE_LENGTH);
        tickWhileOthersNeedAll();

        assertEquals(SubscriberEnd.Reason.EXPIRED, again.end().reason());
    }

    @Test
    void whatOneGoesBackOverDoesNotCountAgainstIt() {
        limits(10, 0, 100 * MESSAGE_LENGTH);
        open();
        connect("keeper");
        final List<Long> indices = append(90, MESSAGE_LENGTH);
        final Subscriber back = connect("back");
        append(90, MESSAGE_LENGTH);
        back.acked(log.lastIndex());

        back.rewind(indices.get(0));
        tickWhileOthersNeedAll();

        assertNull(back.end());
        append(101, MESSAGE_LENGTH);
        tickWhileOthersNeedAll();
        assertEquals(SubscriberEnd.Reason.EXPIRED, back.end().reason());
    }

    @Test
    void ackOfWhatIsKeptAfterItExpiredCountsAndTheLossIsCountedFromThere() {
        limits(10, 0, 100 * MESSAGE_LENGTH);
        open();
        final Subscriber clerk = connect("clerk");
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        tickWhileOthersNeedAll();
        assertEquals(SubscriberEnd.Reason.EXPIRED, clerk.end().reason());

        assertTrue(clerk.acked(indices.get(10)), "it was on its way");
        clerk.close();
        keepHouse();

        final LostRange lost = connect("clerk").lost();
        assertEquals(new LostRange(indices.get(10), log.purgedIndex(), indices.indexOf(log.purgedIndex()) - 10), lost);
    }

    @Test
    void withoutBoundsNobodyExpires() {
        open();
        connect("clerk").close();
        final List<Long> indices = append(400, MESSAGE_LENGTH);
        clock.advance(10_000 * HOUR_NS);
        keepHouse();

        assertEquals(0, subscribers.expiredCount());
        assertEquals(indices, after(connect("clerk").ack()));
    }
}

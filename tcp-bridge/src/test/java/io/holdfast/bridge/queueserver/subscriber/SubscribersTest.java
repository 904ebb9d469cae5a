package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.bridge.queueserver.subscriber.SubscriberRefusedException.Reason;
import io.holdfast.store.Disk;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/** Who is a subscriber, where it stands, and what is kept for it. */
class SubscribersTest extends SubscriberFixture {
    @Test
    void aNewSubscriberStandsBehindTheLastMessageAndAKnownOneWhereItAcked() {
        open();
        append();
        final long last = append();

        final Subscriber subscriber = connect("clerk");

        assertTrue(subscriber.isNew());
        assertEquals(last, subscriber.ack());
        assertNull(subscriber.lost());
        final long next = append();
        final long beyond = append();
        assertTrue(subscriber.acked(next));
        subscriber.close();
        final Subscriber again = connect("clerk");
        assertFalse(again.isNew());
        assertEquals(next, again.ack());
        assertEquals(List.of(beyond), after(again.ack()));
    }

    @Test
    void anAckAndSubscriptionsOutliveAKillThatNothingWasForcedBefore() throws IOException {
        open();
        final Subscriber subscriber = connect("clerk");
        final long first = append();
        final long second = append();
        subscriber.subscribe(bytes("orders"), 0);
        subscriber.subscribe(bytes("trades"), first);
        subscriber.save();
        assertTrue(subscriber.acked(first));

        killAndReopen();

        final Subscriber again = connect("clerk");
        assertEquals(first, again.ack());
        assertEquals(List.of("orders@0", "trades@" + Long.toHexString(first)), subscriptionsOf(again));
        assertEquals(List.of(second), after(again.ack()));
    }

    @Test
    void anAckBeyondALostTailIsCutAndForcedBeforeThoseIndicesAreUsedAgain() throws IOException {
        open();
        final Subscriber subscriber = connect("clerk");
        final List<Long> kept = append(5, 100);
        final Path copy = folder.resolve("copy");
        copy(store, copy);
        subscriber.acked(append(5, 100).get(4));
        Files.copy(file("clerk.ack"), copy.resolve("server/queues/subscribers/clerk.ack"), REPLACE_EXISTING);
        close();
        final Disk disk = mock(Disk.class, delegatesTo(Disk.REAL));

        open(copy, disk, 2);

        verify(disk).force(any(), eq(file("clerk.ack")));
        assertEquals(kept.get(4), status("clerk").ack());
        final long next = append();
        assertEquals(List.of(next), after(connect("clerk").ack()));
    }

    @Test
    void subscriptionsEndOneByOneOrAllAtOnce() {
        open();
        final Subscriber subscriber = connect("clerk");
        subscriber.subscribe(bytes("a"), 0);
        subscriber.subscribe(bytes("b"), 0);
        subscriber.subscribe(bytes(""), 0);
        subscriber.unsubscribe(bytes("a"));
        subscriber.save();

        reopen();

        final Subscriber again = connect("clerk");
        assertEquals(List.of("b@0", "@0"), subscriptionsOf(again));
        again.unsubscribe(bytes(""));
        again.save();
        reopen();
        assertEquals(List.of(), subscriptionsOf(connect("clerk")));
    }

    @Test
    void onlyAnAckOfAMessageThatMayHaveBeenDeliveredCounts() {
        open();
        final long before = append();
        final Subscriber subscriber = connect("clerk");
        final long first = append();
        final long last = append();

        assertTrue(subscriber.acked(first));

        assertTrue(subscriber.acked(first));
        assertTrue(subscriber.acked(before));
        assertTrue(subscriber.acked(0));
        assertFalse(subscriber.acked(last + 1));
        assertFalse(subscriber.acked(-1));
        assertEquals(first, subscriber.ack());
    }

    @Test
    void whatTheSlowestHasNotAckedIsKeptAndTheRestGoes() {
        open();
        final Subscriber slow = connect("slow");
        final Subscriber fast = connect("fast");
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        fast.acked(indices.get(299));
        keepHouse();

        assertEquals(indices, after(slow.ack()));

        slow.acked(indices.get(250));
        keepHouse();
        assertTrue(log.purgedIndex() >= indices.get(50), "nothing was deleted");
        assertTrue(log.purgedIndex() <= indices.get(250), "something was deleted that is needed");
        assertEquals(indices.subList(251, 300), after(slow.ack()));
        assertNull(slow.lost());
    }

    @Test
    void oneThatIsNotConnectedHoldsMessagesAlsoAfterARestartUntilItIsRemoved() {
        open();
        connect("away").close();
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        keepHouse();
        reopen();
        keepHouse();
        assertEquals(indices, after(connect("away").ack()));

        assertTrue(subscribers.remove("away"));

        keepHouse();
        assertTrue(log.purgedIndex() > 0, "nothing was deleted");
        assertFalse(subscribers.remove("away"));
        assertEquals(List.of(), subscribers.list());
        assertFalse(Files.exists(file("away.subscriber")));
        assertFalse(Files.exists(file("away.ack")));
        assertTrue(connect("away").isNew());
    }

    @Test
    void theClientOfARemovedSubscriberIsToldToLeave() {
        open();
        final Subscriber subscriber = connect("clerk");
        assertNull(subscriber.end());

        subscribers.remove("clerk");

        assertEquals(SubscriberEnd.Reason.REMOVED, subscriber.end().reason());
        subscriber.close();
    }

    @Test
    void aSecondClientIsRefusedAndTheFirstOneAskedToLeave() {
        open();
        final Subscriber first = connect("clerk");
        assertEquals(Reason.CONNECTED, refused("clerk").reason());
        assertEquals(SubscriberEnd.Reason.REPLACED, first.end().reason());

        first.close();

        assertNull(connect("clerk").end());
    }

    @Test
    void namesAreThoseOfPeersAndDoNotDifferInCaseOnly() {
        open();
        connect("clerk");

        assertEquals(Reason.NAME, refused("Clerk").reason());
        assertEquals(Reason.NAME, refused("../clerk").reason());
        assertEquals(Reason.NAME, refused("").reason());
        assertEquals(Reason.NAME, refused(".clerk").reason());
        assertFalse(subscribers.remove("Clerk"));
        assertEquals(1, subscribers.list().size());
    }

    @Test
    void oneMoreThanAllowedIsRefusedUntilAnotherIsRemoved() {
        limits(2, 0, 0);
        open();
        connect("one").close();
        connect("two").close();

        assertEquals(Reason.TOO_MANY, refused("three").reason());

        assertFalse(connect("one").isNew());
        subscribers.remove("two");
        assertTrue(connect("three").isNew());
    }

    @Test
    void goesBackToAnyMessageAndWhatWasAckedDoesNotComeAgainForTheOtherSubscriptions() throws IOException {
        open();
        final List<Long> indices = append(10, 100);
        final Subscriber subscriber = connect("clerk");
        subscriber.subscribe(bytes("early"), 0);
        final long late = append();
        subscriber.subscribe(bytes("late"), late);
        final long ack = subscriber.ack();

        assertEquals(indices.get(4), subscriber.rewind(indices.get(4)));
        subscriber.subscribe(bytes("past"), indices.get(4));
        subscriber.save();

        killAndReopen();
        final Subscriber again = connect("clerk");
        assertEquals(indices.get(4), again.ack());
        assertEquals(indices.get(5), after(again.ack()).get(0));
        assertEquals(List.of("early@" + Long.toHexString(ack), "late@" + Long.toHexString(late),
            "past@" + Long.toHexString(indices.get(4))), subscriptionsOf(again));
    }

    @Test
    void goingBackNeverGoesForwardsAndNoFurtherThanWhatIsKept() {
        open();
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        keepHouse();
        final long purged = log.purgedIndex();
        assertTrue(purged > 0, "nothing was deleted");
        final Subscriber subscriber = connect("clerk");
        append();

        assertEquals(log.lastIndex(), subscriber.rewind(log.lastIndex()));
        assertEquals(indices.get(299), subscriber.ack());
        assertEquals(purged, subscriber.rewind(0));
        assertEquals(purged, subscriber.ack());
        assertNull(subscriber.lost());
    }

    @Test
    void whatIsRetainedStaysForOneThatGoesBackToIt() {
        open();
        final Subscriber other = connect("other");
        final List<Long> indices = append(300, MESSAGE_LENGTH);
        final Subscriber clerk = connect("clerk");
        clerk.acked(indices.get(299));
        clerk.rewind(indices.get(20));
        other.acked(indices.get(299));
        keepHouse();

        assertEquals(indices.subList(21, 300), after(clerk.ack()));
        assertNull(clerk.lost());
    }

    @Test
    void messagesThatNobodySubscribedToAreNotHeld() {
        open();
        final Subscriber subscriber = connect("clerk");
        final List<Long> indices = append(300, MESSAGE_LENGTH);

        subscriber.passed(indices.get(280));

        keepHouse();
        assertEquals(indices.get(280), subscriber.ack());
        assertTrue(log.purgedIndex() > 0, "nothing was deleted");
    }

    @Test
    void theListTellsHowFarEachIsBehind() {
        open();
        connect("idle");
        final Subscriber busy = connect("busy");
        final long first = append();
        clock.advance(7 * SECOND_NS);
        append();
        clock.advance(SECOND_NS);
        busy.acked(first);
        busy.close();

        final SubscriberStatus idle = status("idle");
        final SubscriberStatus done = status("busy");

        assertEquals(List.of("busy", "idle"), subscribers.list().stream().map(SubscriberStatus::name).toList());
        assertTrue(idle.isConnected());
        assertFalse(done.isConnected());
        assertEquals(2, idle.lagMessages());
        assertEquals(1, done.lagMessages());
        assertTrue(idle.lagBytes() > 2 * MESSAGE_LENGTH && done.lagBytes() > MESSAGE_LENGTH, idle + " " + done);
        assertTrue(idle.lagBytes() > done.lagBytes(), idle + " " + done);
        assertEquals(8 * SECOND_NS, idle.lagNs());
        assertEquals(SECOND_NS, done.lagNs());
        assertEquals(first, done.ack());
        assertEquals(clock.epochNs(), done.seenNs());
    }
}

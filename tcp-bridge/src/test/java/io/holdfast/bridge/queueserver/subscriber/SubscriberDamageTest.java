package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.bridge.queueserver.subscriber.SubscriberRefusedException.Reason;
import io.holdfast.store.Disk;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is wrong with one subscriber's files is that one's matter; what it may need stays. */
class SubscriberDamageTest extends SubscriberFixture {
    private List<Long> indices;

    /** Two subscribers with an ack and subscriptions; "bad" is to be damaged. */
    private void prepare() {
        open();
        final Subscriber bad = connect("bad");
        final Subscriber good = connect("good");
        bad.subscribe(bytes("queue"), 0);
        bad.save();
        good.subscribe(bytes("queue"), 0);
        good.save();
        indices = append(300, MESSAGE_LENGTH);
        bad.acked(indices.get(40));
        good.acked(indices.get(299));
        keepHouse();
    }

    private void requireOnlyBadIsRefused(final String where) {
        final SubscriberRefusedException refused = refused("bad");
        assertEquals(Reason.DAMAGED, refused.reason(), where);
        assertTrue(refused.getMessage().contains("restore") && refused.getMessage().contains("remove"),
            refused.getMessage());
        final Subscriber good = connect("good");
        assertEquals(indices.get(299), good.ack(), where);
        assertEquals(refused.getMessage(), status("bad").problem(), where);
        keepHouse();
        assertTrue(log.purgedIndex() <= indices.get(40), where + ": something was deleted that it may need");
    }

    @Test
    void aFileThatIsCutOrMissingOrOfAnotherRefusesItsSubscriberOnly() throws IOException {
        prepare();
        final byte[] record = Files.readAllBytes(file("bad.subscriber"));
        final byte[] cursor = Files.readAllBytes(file("bad.ack"));
        final Path recordFile = file("bad.subscriber");
        final Path cursorFile = file("bad.ack");

        close();
        Files.write(cursorFile, new byte[100]);
        open(store, Disk.REAL, 1);
        requireOnlyBadIsRefused("a short ack file");

        close();
        Files.delete(cursorFile);
        open(store, Disk.REAL, 1);
        requireOnlyBadIsRefused("no ack file");

        close();
        Files.copy(cursorFile.resolveSibling("good.ack"), cursorFile);
        open(store, Disk.REAL, 1);
        requireOnlyBadIsRefused("the ack file of another");

        close();
        Files.write(cursorFile, cursor);
        Files.write(recordFile, new byte[0]);
        open(store, Disk.REAL, 1);
        requireOnlyBadIsRefused("an empty record");

        close();
        Files.write(recordFile, record);
        open(store, Disk.REAL, 1);
        final Subscriber again = connect("bad");
        assertEquals(indices.get(40), again.ack());
        assertNull(again.lost());
        assertEquals(List.of("queue@0"), subscriptionsOf(again));
    }

    @Test
    void removingADamagedSubscriberLetsItBeginAnew() throws IOException {
        prepare();
        final Path cursorFile = file("bad.ack");
        close();
        Files.write(cursorFile, new byte[100]);
        open(store, Disk.REAL, 1);

        assertTrue(subscribers.remove("bad"));

        assertTrue(connect("bad").isNew());
    }

    @Test
    void noFlippedBitMakesAnAckGreaterOrADeletionEarlier() throws IOException {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        prepare();
        close();
        final Path good = folder.resolve("good");
        copy(store, good);
        for (int run = 0; run < 30; run++) {
            final Path copy = folder.resolve("run-" + run);
            copy(good, copy);
            final boolean isCursor = random.nextInt(3) > 0;
            final Path file = copy.resolve("server/queues/subscribers/bad" + (isCursor ? ".ack" : ".subscriber"));
            final byte[] content = Files.readAllBytes(file);
            final int bit = random.nextInt(Math.min(content.length, 400) * Byte.SIZE);
            content[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Files.write(file, content);
            final String where = "seed=" + seed + " run=" + run + " " + file.getFileName() + " bit=" + bit;

            open(copy, Disk.REAL, 1);

            assertTrue(status("bad").ack() <= indices.get(40), where);
            assertFalse(status("bad").isExpired(), where);
            keepHouse();
            assertTrue(log.purgedIndex() <= indices.get(40), where);
            assertEquals(indices.get(299), connect("good").ack(), where);
            close();
        }
    }

    @Test
    void whatAKillLeftOfACreationOrARemovalIsDeletedAndStrangeFilesStay() throws IOException {
        prepare();
        final Path subscribersFolder = file("bad.ack").getParent();
        close();
        Files.copy(subscribersFolder.resolve("bad.ack"), subscribersFolder.resolve("other.ack"));
        Files.write(subscribersFolder.resolve("third.subscriber.new"), new byte[10]);
        Files.write(subscribersFolder.resolve("third.ack.new"), new byte[10]);
        Files.write(subscribersFolder.resolve("readme"), new byte[10]);

        open(store, Disk.REAL, 1);

        assertEquals(List.of("bad", "good"), subscribers.list().stream().map(SubscriberStatus::name).toList());
        assertFalse(Files.exists(file("other.ack")));
        assertFalse(Files.exists(file("third.subscriber.new")));
        assertFalse(Files.exists(file("third.ack.new")));
        assertTrue(Files.exists(file("readme")));
        assertTrue(connect("other").isNew());
    }

    @Test
    void anAckOfNoMessageRefusesItsSubscriber() throws IOException {
        prepare();
        final Path cursorFile = file("bad.ack");
        close();
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(cursorFile)).order(ByteOrder.LITTLE_ENDIAN);
        final long none = indices.get(40) & 0xFFFF_FFFF_0000_0000L | 0x00FF_FFFFL;
        content.putLong(64, none).putLong(72, ~none);
        Files.write(cursorFile, content.array());

        open(store, Disk.REAL, 1);

        requireOnlyBadIsRefused("an ack between two files of the log");
    }

    @Test
    void anAckOfALogThatWasReplacedCountsForNothing() throws IOException {
        prepare();
        final Path old = log.folder();
        close();
        final Path kept = folder.resolve("kept");
        Files.move(old.resolve("subscribers"), kept);
        try (Stream<Path> files = Files.walk(old)) {
            for (final Path one : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
        open(store, Disk.REAL, 1);
        final long incarnation = log.incarnation();
        final List<Long> fresh = append(5, 100);
        close();
        Files.move(kept, old.resolve("subscribers"));

        open(store, Disk.REAL, 1);

        assertEquals(incarnation, log.incarnation());
        final Subscriber bad = connect("bad");
        assertEquals(0, bad.ack());
        assertNull(bad.lost());
        assertEquals(fresh, after(bad.ack()));
        assertEquals(List.of("queue@0"), subscriptionsOf(bad));
        assertNotEquals(indices.get(40), bad.ack());
    }

    @Test
    void aSubscriptionFromBehindALostTailCountsForWhatTakesItsPlace() {
        open();
        final long last = append();
        final Subscriber subscriber = connect("one");
        subscriber.subscribe(bytes("queue"), last + 5);
        subscriber.subscribe(bytes("other"), last - 1);
        subscriber.save();

        reopen();
        reopen();

        assertEquals(List.of("queue@" + Long.toHexString(last), "other@" + Long.toHexString(last - 1)),
            subscriptionsOf(connect("one")));
    }
}

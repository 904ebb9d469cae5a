package io.holdfast.examples.journal;

import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreReset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Follower and writer take turns in one thread. */
class FollowerTest {
    @TempDir
    private Path folder;
    private SmallStore store;
    private Follower follower;
    private final StringWriter err = new StringWriter();
    private final DamageNotes notes = new DamageNotes(new PrintWriter(err, true));

    @BeforeEach
    void open() {
        store = new SmallStore(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        follower.close();
        store.close();
    }

    private void follow(final long count, final String... options) {
        final Selection selection = CommandLine.populateCommand(new Selection(), options);
        follower = new Follower(store.connection(), selection, notes, store.clock());
        follower.begin(count, true);
    }

    private List<String> arrived() {
        final List<String> payloads = new ArrayList<>();
        final PayloadBytes payload = new PayloadBytes();
        while (follower.next()) {
            payload.of(follower.message());
            payloads.add(new String(payload.bytes(), 0, payload.length(), StandardCharsets.UTF_8));
        }
        return payloads;
    }

    private boolean keepUp() {
        store.clock().pass(TimeUnit.SECONDS.toNanos(2));
        return follower.keepUp();
    }

    @Test
    void givesEachMessageOnceAsItIsAppendedAlsoOverRolls() {
        store.send("before", "1");
        follow(1);

        final List<String> all = new ArrayList<>(arrived());
        for (int i = 2; i < 100; i++) {
            if (i % 10 == 0) {
                store.roll();
            }
            store.send(Integer.toString(i));
            if (i % 7 != 0) {
                all.addAll(arrived());
                assertFalse(keepUp());
            }
        }
        all.addAll(arrived());

        assertEquals(IntStream.range(1, 100).mapToObj(Integer::toString).toList(), all);
        assertEquals("", err.toString());
    }

    @Test
    void tellsWhatWasPurgedBeforeItWasReadAndGoesOn() {
        store.send("1");
        follow(Long.MAX_VALUE);
        assertEquals(List.of("1"), arrived());
        store.send("2").roll().send("3").roll().send("4").roll().send("5").acked(4);
        store.purge();

        final List<String> rest = arrived();

        assertEquals("5", rest.get(rest.size() - 1));
        assertFalse(rest.contains("3"));
        assertTrue(err.toString().startsWith("purged meanwhile: messages after index "), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(notes.isEmpty());
    }

    @Test
    void followsTheNewLogFromItsStartAfterAReset() {
        store.send("1", "2");
        follow(0);
        assertEquals(List.of(), arrived());
        store.send("3");
        assertEquals(List.of("3"), arrived());
        store.close();
        new StoreReset(folder.resolve("store"), "A", new StoreContext()).outgoing("B");
        store.open().send("new 1", "new 2");

        assertEquals(List.of(), arrived());
        assertTrue(keepUp());
        assertEquals(List.of("new 1", "new 2"), arrived());
        store.send("new 3");
        assertEquals(List.of("new 3"), arrived());
        assertFalse(keepUp());
        final List<String> lines = err.toString().lines().toList();
        assertEquals(2, lines.size(), err::toString);
        assertTrue(lines.get(0).startsWith("the log was reset, moved or deleted: "), err::toString);
        assertTrue(lines.get(1).startsWith("following the new log from its start, incarnation "), err::toString);
    }

    @Test
    void goesOnWhereItWasAfterARepair() {
        store.send("first", "second");
        follow(0);
        store.damagePayload("first");
        store.repair();

        keepUp();
        store.send("third");
        assertEquals(List.of("third"), arrived());
        assertTrue(notes.isEmpty(), err::toString);
    }

    @Test
    void goesOnWhenTheOwnerStartsAgain() {
        store.send("1");
        follow(Long.MAX_VALUE);
        assertEquals(List.of("1"), arrived());
        store.close();
        assertFalse(keepUp());
        store.open().send("2");

        keepUp();

        assertEquals(List.of("2"), arrived());
        assertEquals("", err.toString());
    }

    @Test
    void isOverOnceItsEndOrItsLimitIsReached() {
        store.send("1");
        follow(Long.MAX_VALUE, "--until", "+3");
        assertEquals(List.of("1"), arrived());
        assertFalse(follower.isOver());
        store.send("2", "3", "4");
        assertEquals(List.of("2"), arrived());
        assertTrue(follower.isOver());
        follower.close();

        follow(Long.MAX_VALUE, "--limit", "2");
        assertEquals(List.of("1", "2"), arrived());
        assertTrue(follower.isOver());
    }
}

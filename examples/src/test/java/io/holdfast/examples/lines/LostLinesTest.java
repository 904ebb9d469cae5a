package io.holdfast.examples.lines;

import io.holdfast.Connection;
import io.holdfast.examples.command.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LostLinesTest {
    private static final Connection ANY = (Connection) Proxy.newProxyInstance(LostLinesTest.class.getClassLoader(),
        new Class<?>[] {Connection.class}, (proxy, method, args) -> null);

    @TempDir
    private Path folder;

    private interface Life {
        void of(LineReceiver receiver);
    }

    /** One life of a receiver, which ends with or without its last ack. */
    private void live(final long count, final boolean isComplete, final Life life) throws IOException {
        try (LineFile file = LineFile.append(lines()); LostLines lost = LostLines.beside(lines())) {
            final LineReceiver receiver = new LineReceiver(file, lost, count);
            life.of(receiver);
            receiver.ackDelivered();
            assertEquals(isComplete, receiver.isComplete());
        }
    }

    private Path lines() {
        return folder.resolve("lines");
    }

    private static void deliver(final LineReceiver receiver, final TextMessage... messages) {
        for (final TextMessage message : messages) {
            receiver.onMessage(ANY, message);
        }
    }

    private String summary() throws IOException {
        try (LostLines lost = LostLines.beside(lines())) {
            return lost.summary();
        }
    }

    @Test
    void aLostMessageCountsAsALineInThisLifeAndTheNext() throws IOException {
        live(5, false, receiver -> {
            deliver(receiver, TextMessage.line(1, "a"), TextMessage.line(2, "b"));
            receiver.lost(1_000_003, 1_000_003);
            deliver(receiver, TextMessage.line(4, "d"));
        });
        live(5, true, receiver -> deliver(receiver, TextMessage.line(4, "d").again(), TextMessage.line(5, "e")));

        assertEquals("a\nb\nd\ne\n", Files.readString(lines()));
        assertEquals(", 1 line lost at the sender, see " + folder.resolve("lines.lost"), summary());
        assertTrue(Files.readString(folder.resolve("lines.lost")).contains("lines 3..3 are missing here: 1"));
    }

    @Test
    void aCountEndsAlsoIfTheLastLinesAreLostAndAKillCameBeforeTheyWerePlaced() throws IOException {
        live(3, true, receiver -> {
            deliver(receiver, TextMessage.line(1, "a"));
            receiver.lost(1_000_002, 1_000_002);
            assertFalse(receiver.isComplete());
            receiver.lost(1_000_003, 1_000_003);
        });
        live(4, true, receiver -> deliver(receiver, TextMessage.line(4, "d")));

        assertEquals("a\nd\n", Files.readString(lines()));
    }

    @Test
    void aLossThatIsToldAgainAfterAKillCountsOnce() throws IOException {
        live(3, false, receiver -> {
            deliver(receiver, TextMessage.line(1, "a"));
            receiver.lost(1_000_002, 1_000_002);
        });
        live(3, false, receiver -> receiver.lost(1_000_002, 1_000_002));
        live(3, true, receiver -> deliver(receiver, TextMessage.line(3, "c")));

        assertTrue(summary().startsWith(", 1 line lost"), summary());
    }

    @Test
    void howManyLinesAPurgedRangeWasTheNextOneTells() throws IOException {
        live(5_000, true, receiver -> {
            deliver(receiver, TextMessage.line(1, "a"));
            receiver.lost(1_000_002, 2_000_000);
            assertTrue(receiver.hasDoubtfulEnd());
        });
        live(5_000, false, receiver -> deliver(receiver, TextMessage.line(101, "b"), TextMessage.line(102, "c")));

        assertTrue(summary().startsWith(", 99 lines lost"), summary());
        assertEquals("a\nb\nc\n", Files.readString(lines()));
    }

    @Test
    void aLineThatIsInTheFileIsNotMissingAlthoughItsMessageWasLostBeforeItWasAcked() throws IOException {
        live(9, false, receiver -> deliver(receiver, TextMessage.line(1, "a"), TextMessage.line(2, "b"),
            TextMessage.line(3, "c")));
        live(9, false, receiver -> {
            receiver.lost(1_000_002, 1_000_002);
            deliver(receiver, TextMessage.line(3, "c").again(), TextMessage.line(4, "d"));
        });
        live(9, false, receiver -> deliver(receiver, TextMessage.line(5, "e")));

        assertEquals("a\nb\nc\nd\ne\n", Files.readString(lines()));
        assertEquals("", summary());
    }

    @Test
    void theLastLineWithoutALineFeedKeepsItsPlaceBeforeALostOne() throws IOException {
        live(9, false, receiver -> deliver(receiver, TextMessage.line(1, "a"), TextMessage.open(2, "b")));
        live(9, false, receiver -> {
            receiver.lost(1_000_003, 1_000_003);
            deliver(receiver, TextMessage.line(4, "d"));
        });

        assertEquals("a\nb\nd\n", Files.readString(lines()));
        assertTrue(Files.readString(folder.resolve("lines.lost")).contains("lines 3..3 "));
    }

    @Test
    void moreMissingThanLostIsAnErrorThatNamesTheWayOut() {
        final CommandFailure failure = assertThrows(CommandFailure.class, () -> live(9, false, receiver -> {
            receiver.lost(1_000_001, 1_000_001);
            deliver(receiver, TextMessage.line(5, "e"));
        }));

        assertTrue(failure.getMessage().contains("> NEWFILE"), failure.getMessage());
        assertTrue(failure.getMessage().startsWith(lines().toString()), failure.getMessage());
    }

    @Test
    void aHalfWrittenRecordIsWrittenAnewAndAForeignOneIsRefused() throws IOException {
        final Path record = folder.resolve("lines.lost");
        Files.writeString(record, "indices 7..7 were lost at the sender\nindi");
        live(9, false, receiver -> deliver(receiver, TextMessage.line(2, "b")));

        assertEquals("indices 7..7 were lost at the sender\nlines 1..1 are missing here: 1\n",
            Files.readString(record));
        Files.writeString(record, "my wallet\n", StandardOpenOption.APPEND);
        final CommandFailure failure = assertThrows(CommandFailure.class, this::summary);
        assertTrue(failure.getMessage().contains("my wallet"), failure.getMessage());
    }

    @Test
    void aSenderWithAnotherStoreBeginsAnewAndWhatTheOneBeforeHasLostStillCounts() {
        final LostLines lost = LostLines.unrecorded();
        lost.told(1_000_001, 1_000_001);
        lost.place(1, 2);
        lost.told(1_000_008, 1_000_008);

        lost.restart();

        assertEquals(5, lost.covered(5));
        assertEquals(0, lost.pending());
        assertFalse(lost.isEmpty());
        assertEquals(", 2 lines lost at the sender", lost.summary());
    }
}

package io.holdfast.examples.lines;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.examples.command.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LineReceiverTest {
    private final List<Long> acked = new ArrayList<>();
    private final Connection connection = (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
        new Class<?>[] {Connection.class}, (proxy, method, args) -> {
            assertEquals("ack", method.getName());
            acked.add((Long) args[0]);
            return null;
        });

    @TempDir
    private Path folder;

    private Path file(final String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content, StandardCharsets.ISO_8859_1);
    }

    private static String content(final Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private void receive(final Path file, final TextMessage... messages) throws IOException {
        try (LineFile lines = LineFile.append(file)) {
            final LineReceiver receiver = new LineReceiver(lines, LostLines.unrecorded(), Long.MAX_VALUE);
            for (final TextMessage message : messages) {
                assertEquals(Action.DEFER, receiver.onMessage(connection, message));
            }
            receiver.ackDelivered();
        }
    }

    @Test
    void writesEachMessageAsALineAndAcksTheLastOnce() throws IOException {
        final Path file = file("");

        receive(file, TextMessage.line(1, "a\r"), TextMessage.line(2, ""), TextMessage.line(3, "c"));

        assertEquals("a\r\n\nc\n", content(file));
        assertEquals(List.of(TextMessage.line(3, "c").index()), acked);
    }

    @Test
    void acksOnlyWhatIsOutOfTheProcess() throws IOException {
        final Path file = file("");
        try (LineFile lines = LineFile.append(file)) {
            final LineReceiver receiver = new LineReceiver(lines, LostLines.unrecorded(), Long.MAX_VALUE);

            receiver.onMessage(connection, TextMessage.line(1, "a"));
            assertEquals(List.of(), acked);

            assertTrue(receiver.ackDelivered());
            assertEquals("a\n", content(file));
            assertFalse(receiver.ackDelivered());
        }
    }

    @Test
    void acksWithoutWritingWhatAKilledProcessHadWritten() throws IOException {
        final Path file = file("a\nb\n");

        receive(file, TextMessage.line(2, "b").again(), TextMessage.line(3, "c"));

        assertEquals("a\nb\nc\n", content(file));
        assertEquals(List.of(TextMessage.line(3, "c").index()), acked);
    }

    @Test
    void writesAHalfWrittenLineAnew() throws IOException {
        final Path file = file("a\nbo");

        receive(file, TextMessage.line(1, "a").again(), TextMessage.line(2, "both").again(), TextMessage.line(3, "c"));

        assertEquals("a\nboth\nc\n", content(file));
    }

    @Test
    void writesALastLineWithoutItsLineFeed() throws IOException {
        final Path file = file("");

        receive(file, TextMessage.line(1, "a"), TextMessage.open(2, "b"));

        assertEquals("a\nb", content(file));
    }

    @Test
    void writesALastLineWithoutItsLineFeedOnceAlsoIfItWasNotAcked() throws IOException {
        final Path file = file("a\nb");

        receive(file, TextMessage.open(2, "b").again());

        assertEquals("a\nb", content(file));
    }

    @Test
    void keepsOrdinalAndLineInStepWhenMoreFollowsALineWithoutLineFeed() throws IOException {
        final Path file = file("a\nb");

        receive(file, TextMessage.line(3, "c"));

        assertEquals("a\nb\nc\n", content(file));
    }

    @Test
    void refusesAFileWithLinesThatThisConnectionNeverDelivered() throws IOException {
        final Path file = file("somebody else's\n");

        assertThrows(CommandFailure.class, () -> receive(file, TextMessage.line(1, "a")));

        assertEquals("somebody else's\n", content(file));
        assertEquals(List.of(), acked);
    }

    @Test
    void refusesAFileThatLacksAckedLines() throws IOException {
        final Path file = file("a\n");

        assertThrows(CommandFailure.class, () -> receive(file, TextMessage.line(3, "c")));

        assertEquals(List.of(), acked);
    }

    @Test
    void leavesMessagesBeyondTheCountAlone() throws IOException {
        try (LineFile lines = LineFile.append(file(""))) {
            final LineReceiver receiver = new LineReceiver(lines, LostLines.unrecorded(), 1);
            assertFalse(receiver.isComplete());

            receiver.onMessage(connection, TextMessage.line(1, "a"));

            assertTrue(receiver.isComplete());
            assertEquals(Action.RETRY, receiver.onMessage(connection, TextMessage.line(2, "b")));
        }
    }

    @Test
    void isInDoubtOfAnOpenEndUntilSomethingIsDelivered() throws IOException {
        try (LineFile lines = LineFile.append(file("a\nb"))) {
            final LineReceiver receiver = new LineReceiver(lines, LostLines.unrecorded(), 2);

            assertTrue(receiver.isComplete());
            assertTrue(receiver.hasDoubtfulEnd());

            receiver.onMessage(connection, TextMessage.open(2, "b").again());
            assertTrue(receiver.isComplete());
            assertFalse(receiver.hasDoubtfulEnd());
        }
    }
}

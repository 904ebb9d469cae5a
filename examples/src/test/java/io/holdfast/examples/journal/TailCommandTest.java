package io.holdfast.examples.journal;

import io.holdfast.examples.Programs;
import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TailCommandTest extends SmallStoreFixture {
    private static final int SIGTERM = 143;
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final String LINES = "--format=%s\\n";

    @ParameterizedTest
    @CsvSource({"'', '3,4,5,6,7,8,9,10,11,12'", "-n 2, '11,12'", "-n 0, ''", "-n 100 --limit 3, '1,2,3'",
        "--from +11, '11,12'", "--from +9 -n 2, '11,12'", "--from +11 -n 5, '11,12'", "--until +4, '1,2,3'",
        "--until +4 -n 1, 3", "--type 1, ''", "--type 7 -n 1, 12", "--from end, ''", "--from end -n 3, ''"})
    void writesTheLastMessagesOfThosePicked(final String options, final String expected) {
        store.send("1", "2", "3", "4", "5").roll().send("6", "7", "8", "9", "10", "11", "12");

        final String out = store.run(0, "tail", (LINES + " " + options).trim().split(" ")).out();

        assertEquals(List.of(expected.isEmpty() ? new String[0] : expected.split(",")), out.lines().toList());
    }

    @Test
    void theLastOfATypeAreFoundAmongOthers() {
        store.send(1, 0, new byte[] {'a'});
        store.send(2, 0, new byte[] {'b'});
        store.send(1, 0, new byte[] {'c'});
        store.send("d", "e");

        assertEquals("a\nc\n", store.run(0, "tail", "-n", "2", "--type", "1,3", LINES).out());
        assertEquals("c\n", store.run(0, "tail", "-n", "1", "--type", "1,3", LINES).out());
    }

    @Test
    void damageAmongTheLastIsToldOnceAndThatBeforeThemIsNot() {
        store.send("first", "second", "third", "fourth");
        store.damageFrame("first");
        store.damageFrame("third");

        final Programs tail = store.run(1, "tail", "-n", "2", LINES);

        assertEquals("second\nfourth\n", tail.out());
        assertTrue(tail.err().startsWith("damaged: the message with index " + store.hex(3) + ": "), tail.err());
        assertEquals(1, tail.err().lines().count(), tail.err());
    }

    @Test
    void anEmptyLogHasNoLastMessages() {
        assertEquals("", store.run(0, "tail").out());
        assertEquals("", store.run(0, "tail", "-n", "0").out());
    }

    @Test
    void asAProcessFollowsTheWriterOverARollUntilItIsToldToEnd() {
        store.send("one", "two");

        try (ChildProcess process = ChildProcess.start(folder, "tail", null,
            List.of("tail", "-f", "-n", "1", LINES, "--store", store.connection().toString()))) {
            awaitTrue(process, () -> process.outputLines().equals(List.of("two")));
            store.send("three");
            awaitTrue(process, () -> process.outputLines().equals(List.of("two", "three")));
            store.roll().send("four");
            awaitTrue(process, () -> process.outputLines().equals(List.of("two", "three", "four")));
            process.terminate();

            assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);
            assertEquals(SIGTERM, process.exitCode(), process::errorText);
            assertEquals("", process.errorText());
        }
    }

    private static void awaitTrue(final ChildProcess process, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(process.isAlive() && System.nanoTime() - deadlineNs < 0,
                () -> process.outputLines() + process.errorText());
            Thread.onSpinWait();
        }
    }
}

package io.holdfast.examples.journal;

import io.holdfast.examples.Programs;
import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GetCommandTest extends SmallStoreFixture {
    @ParameterizedTest
    @CsvSource({"start, first", "end, third", "ack, second", "+2, second", "<3>, third", "0x<1>, first",
        "2026-11-23T09:00:00.5Z, second", "-- -30000d, first"})
    void writesThePayloadOfTheMessageAndNothingElse(final String position, final String payload) {
        store.send("first", "second").roll().send("third").acked(2);
        final String[] args = position.replace("<1>", store.hex(1)).replace("<3>", store.hex(3)).split(" ");

        assertEquals(payload, store.run(0, "get", args).out());
    }

    @Test
    void writesBytesAsTheyAreAndFieldsIfAsked() {
        store.send(1, 0, new byte[] {(byte) 0xff, 0, '\n'});

        assertArrayEquals(new byte[] {(byte) 0xff, 0, '\n'}, store.run(0, "get", "+1").outBytes());
        assertEquals("1 3\n", store.run(0, "get", "+1", "-f", "%t %S\\n").out());
    }

    @ParameterizedTest
    @CsvSource({"+3", "+0", "0x1", "ack", "2027-01-01"})
    void saysWhatThereIsIfItIsNotThere(final String position) {
        store.send("first", "second");

        final Programs get = store.run(1, "get", position);

        assertEquals("", get.out());
        assertTrue(get.err().startsWith("holdfast get: no message is at "), get.err());
        assertTrue(get.err().endsWith("; the log holds " + store.hex(1) + " to " + store.hex(2) + "\n"), get.err());
    }

    @Test
    void saysThatAnEmptyLogHoldsNone() {
        assertEquals("holdfast get: no message is at end; the log holds none\n", store.run(1, "get", "end").err());
    }

    @Test
    void givesADamagedMessageWithAWordAndOneBesideItWithout() {
        store.send("first", "second", "third");
        store.damagePayload("second");

        final Programs damaged = store.run(1, "get", "+2");

        assertEquals("#econd", damaged.out());
        assertTrue(damaged.err().startsWith("damaged: the message with index " + store.hex(2)), damaged.err());
        assertEquals("third", store.run(0, "get", "+3").out());
        assertEquals("first", store.run(0, "get", store.hex(1)).out());
    }

    @Test
    void tellsWhyAMessageWithADamagedFrameCannotBeGiven() {
        store.send("first", "second", "third");
        store.damageFrame("second");

        final Programs damaged = store.run(1, "get", store.hex(2));

        assertEquals("", damaged.out());
        assertTrue(damaged.err().startsWith("damaged: the message with index " + store.hex(2)), damaged.err());
        assertTrue(damaged.err().contains("no message is at " + store.hex(2)), damaged.err());
        assertEquals("third", store.run(0, "get", "+3").out());
    }

    @Test
    void aTombstoneIsNoMessage() {
        store.send("first", "second");
        store.damagePayload("first");
        store.repair();

        final Programs get = store.run(1, "get", "+1");

        assertEquals("", get.out());
        assertTrue(get.err().startsWith("lost: the message with index " + store.hex(1)), get.err());
    }

    @Test
    void asAProcessWritesTheSame() {
        store.send("one\n", "two\n");

        try (ChildProcess process = ChildProcess.start(folder, "get", null,
            List.of("get", "--store", store.connection().toString(), store.hex(2)))) {

            assertTrue(process.awaitEnd(TimeUnit.MINUTES.toNanos(1)), process::errorText);
            assertEquals(0, process.exitCode(), process::errorText);
            assertEquals(List.of("two"), process.outputLines());
            assertEquals("", process.errorText());
        }
    }
}

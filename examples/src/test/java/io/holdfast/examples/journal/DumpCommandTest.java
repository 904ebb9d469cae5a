package io.holdfast.examples.journal;

import io.holdfast.examples.Holdfast;
import io.holdfast.examples.Programs;
import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.StandardOutput;
import io.holdfast.store.RecordDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DumpCommandTest extends SmallStoreFixture {
    private static final int BROKEN_PIPE = 141;
    private static final String LINES = "--format=%s\\n";

    @Test
    void writesALineForEachMessageOverARoll() {
        store.send("one", "two\n").roll().send(-1, RecordDescriptor.FLAG_REPLAY, new byte[] {(byte) 0xff});

        final Programs dump = store.run(0, "dump");

        assertEquals(store.hex(1) + "          1  2026-11-23T09:00:00.000000000Z       7       3  1/1  -  one\n"
            + store.hex(2) + "          2  2026-11-23T09:00:01.000000000Z       7       4  1/1  -  two\\n\n"
            + store.hex(3) + "          3  2026-11-24T09:00:02.000000000Z      -1       1  1/1  replay  \\xff\n",
            dump.out());
        assertEquals("", dump.err());
    }

    @Test
    void writesJsonAndHexAndBytesAsTheyAre() {
        store.send("äb");
        store.send(3, 0, new byte[] {0, (byte) 0xff, '\n'});

        assertEquals("{\"index\":\"" + store.hex(1) + "\",\"ordinal\":1,\"type\":7,"
            + "\"time\":\"2026-11-23T09:00:00.000000000Z\",\"ack\":null,\"adoption\":0,\"batchPosition\":0,"
            + "\"batchSize\":1,\"isReplay\":false,\"isTombstone\":false,\"isDamaged\":false,\"payloadBytes\":3,"
            + "\"payload\":\"äb\",\"payloadBase64\":null}\n", store.run(0, "dump", "-o", "json", "--limit", "1").out());
        assertTrue(store.run(0, "dump", "-o", "hex", "--type", "3").out().contains("00 ff 0a"));
        assertArrayEquals(new byte[] {0, (byte) 0xff, '\n', '3'},
            store.run(0, "dump", "--type", "3", "-f", "%s%t").outBytes());
    }

    @ParameterizedTest
    @CsvSource({"'', '1,2,3,4,5'", "--from +2, '2,3,4,5'", "--until +3, '1,2'", "--from +2 --until +4, '2,3'",
        "--from <2>, '2,3,4,5'", "--until 0x<2>, 1", "--from 2026-11-23T09:00:01, '2,3,4,5'",
        "--until 2026-11-23T09:00:02.5Z, '1,2,3'", "--from 2026-11-24, '4,5'", "--from ack, '3,4,5'",
        "--until ack, '1,2'", "--from end, ''", "--until start, ''", "--from start --until end, '1,2,3,4,5'",
        "--from -30000d --limit 2, '1,2'", "--from +9, ''", "--limit 3, '1,2,3'"})
    void writesThePartThatIsAskedFor(final String options, final String expected) {
        store.send("1", "2", "3").acked(2).roll().send("4", "5");
        final String[] args = (LINES + " " + options.replace("<2>", store.hex(2))).trim().split(" ");

        final String out = store.run(0, "dump", args).out();

        assertEquals(List.of(expected.isEmpty() ? new String[0] : expected.split(",")), out.lines().toList());
    }

    @Test
    void anEmptyLogHasNothing() {
        assertEquals("", store.run(0, "dump").out());
    }

    @Test
    void showsDamagedMessagesAndTellsTheirRange() {
        store.send("first", "second", "third", "fourth");
        store.damagePayload("second");
        store.damagePayload("third");

        final Programs dump = store.run(1, "dump", "--format=%F %s\\n");

        assertEquals("- first\ndamaged #econd\ndamaged #hird\n- fourth\n", dump.out());
        assertEquals("damaged: messages with indices " + store.hex(2) + " to " + store.hex(3) + ", 2 of them: checksum"
            + " does not match what was written; 'holdfast verify' looks at all\n", dump.err());
    }

    @Test
    void damageIsToldWhateverTypeIsAskedFor() {
        store.send("first", "second");
        store.damagePayload("second");

        final Programs dump = store.run(1, "dump", "--type", "1");

        assertEquals("", dump.out());
        assertTrue(dump.err().startsWith("damaged: the message with index " + store.hex(2)), dump.err());
    }

    @Test
    void damageThatIsNotAskedForIsNotTold() {
        store.send("first", "second", "third");
        store.damagePayload("second");

        assertEquals("", store.run(0, "dump", "--until", "+2").err());
        assertEquals("third\n", store.run(0, "dump", "--from", "+3", LINES).out());
    }

    @Test
    void goesOnBehindADamagedFrameAndTellsWhatItPassedOver() {
        store.send("first", "second", "third");
        store.damageFrame("second");

        final Programs dump = store.run(1, "dump", LINES);

        assertEquals("first\nthird\n", dump.out());
        assertTrue(dump.err().startsWith("damaged: the message with index " + store.hex(2) + ": "), dump.err());
        assertTrue(dump.err().contains(".cq4"), dump.err());
        assertEquals(1, dump.err().lines().count(), dump.err());
    }

    @Test
    void showsTombstonesAndTellsThatTheirMessagesAreLost() {
        store.send("first", "second", "third");
        store.damagePayload("second");
        store.repair();

        final Programs dump = store.run(1, "dump", "--format=%o %F %s\\n");

        assertEquals("1 - first\n2 tombstone \n3 - third\n", dump.out());
        assertEquals("lost: the message with index " + store.hex(2) + ": a repair has put tombstones in their place\n",
            dump.err());
    }

    @Test
    void endsWithoutAWordWhenNobodyReadsAnyMore() {
        store.send("first");
        final StringWriter err = new StringWriter();
        final CommandLine commandLine = Holdfast.commandLine().setOut(new StandardOutput(new OutputStream() {
            @Override
            public void write(final int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        })).setErr(new PrintWriter(err, true));

        assertEquals(BROKEN_PIPE, commandLine.execute("dump", "--store", store.connection().toString()));
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource({"--from nowhere, 'is no position'", "--from +4 --until +2, 'is not behind'",
        "--from end --until end, 'is not behind'", "--from 20261123, 'is short for an index'",
        "--limit 0, '--limit'", "-f %y, 'none of its tokens'",
        "-o xml, 'none of text'", "-o json -f %s, 'exclude each other'"})
    void saysWhatIsWrongInALine(final String options, final String words) {
        final Programs dump = store.run(2, "dump", options.split(" "));

        assertEquals("", dump.out());
        assertEquals(1, dump.err().lines().count(), dump.err());
        assertTrue(dump.err().contains(words), dump.err());
    }

    @Test
    void asAProcessWritesTheSame() {
        store.send("one", "two");

        try (ChildProcess process = ChildProcess.start(folder, "dump", null,
            List.of("dump", "--store", store.connection().toString()))) {

            assertTrue(process.awaitEnd(TimeUnit.MINUTES.toNanos(1)), process::errorText);
            assertEquals(0, process.exitCode(), process::errorText);
            assertEquals(List.of(
                store.hex(1) + "          1  2026-11-23T09:00:00.000000000Z       7       3  1/1  -  one",
                store.hex(2) + "          2  2026-11-23T09:00:01.000000000Z       7       3  1/1  -  two"),
                process.outputLines());
            assertEquals("", process.errorText());
        }
    }
}

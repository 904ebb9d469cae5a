package io.holdfast.examples.journal;

import io.holdfast.examples.Programs;
import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GrepCommandTest extends SmallStoreFixture {
    private static final String ORDINALS = "--format=%o\\n";

    private void sendSome() {
        store.send("order 1", "Order 22", "ÄRGER").roll().send("cancel\nwhole order 3", "");
        store.send(9, 0, new byte[] {'o', (byte) 0xff, 0, 'r'});
    }

    @ParameterizedTest
    @CsvSource({"order, '1,4'", "order -i, '1,2,4'",
        "'-i [o]rder\\s\\d{2}', 2", "^order, 1", "^whole, 4", "-i ärger, 3",
        "[äÄ]R, 3", "o.*r, '1,4,6'", "order -v, '2,3,5,6'", "order -m 1, 1", "order --from +2, 4", "order --limit 3, 1",
        "order --until +2, 1", "--type 9 ., 6", "--bytes ff00, 6", "--bytes FF, 6", "--bytes 6f --type 7, '1,4'",
        "\\A\\z, 5",
        "-i -v order -m 1, 3"})
    void writesTheMessagesThatHaveIt(final String options, final String ordinals) {
        sendSome();

        final String out = store.run(0, "grep", (ORDINALS + " " + options).split(" ")).out();

        assertEquals(List.of(ordinals.split(",")), out.lines().toList());
    }

    @Test
    void countsThem() {
        sendSome();

        assertEquals("3\n", store.run(0, "grep", "-c", "-i", "order").out());
        assertEquals("0\n", store.run(1, "grep", "-c", "nothing like it").out());
        assertEquals("2\n", store.run(0, "grep", "-c", "-m", "2", "-i", "order").out());
    }

    @ParameterizedTest
    @CsvSource({"absent", "order --type 9", "--bytes 00ff", "[\\s\\S]* -v", "order --from end"})
    void exitsWith1IfNothingIsFound(final String options) {
        sendSome();

        final Programs grep = store.run(1, "grep", options.split(" "));

        assertEquals("", grep.out());
        assertEquals("", grep.err());
    }

    @Test
    void tellsThatWhatItSearchedIsDamagedOrLost() {
        store.send("order 1", "ordeal", "order 3");
        store.damagePayload("ordeal");

        final Programs damaged = store.run(1, "grep", "order", ORDINALS);
        assertEquals("1\n3\n", damaged.out());
        assertTrue(damaged.err().startsWith("damaged: the message with index " + store.hex(2)), damaged.err());

        store.repair();
        final Programs lost = store.run(1, "grep", "-v", "x", ORDINALS);
        assertEquals("1\n3\n", lost.out());
        assertTrue(lost.err().startsWith("lost: the message with index " + store.hex(2)), lost.err());
    }

    @ParameterizedTest
    @CsvSource({"'', 'name either a PATTERN or --bytes'",
        "x --bytes 00, 'name either'", "a(b, 'is no regular expression'",
        "--bytes 0, 'two digits each'", "--bytes zz, 'two digits each'", "--bytes 00 -i, 'not for --bytes'",
        "x -m 0, '--max-count'"})
    void saysWhatIsWrongInALine(final String options, final String words) {
        final Programs grep = store.run(2, "grep", options.isEmpty() ? new String[0] : options.split(" "));

        assertEquals("", grep.out());
        assertEquals(1, grep.err().lines().count(), grep.err());
        assertTrue(grep.err().contains(words), grep.err());
    }

    @Test
    void aPatternThatNeedsTooMuchStackIsToldInALine() {
        store.send("ab".repeat(50_000));

        final Programs grep = store.run(2, "grep", "(a|b)*c");

        assertTrue(grep.err().contains("the pattern needs more stack"), grep.err());
        assertEquals(1, grep.err().lines().count(), grep.err());
    }

    @Test
    void coloursWhatWasFoundAndShowsTheFirstMatchOfALongPayload() {
        final Highlight highlight = new Highlight(TextSearch.of("[b]", false), 10);

        assertEquals("a\u001b[1;31mb\u001b[0ma\u001b[1;31mb\u001b[0m",
            Written.text(out -> highlight.write(SampleMessage.of("abab"), out)));
        assertEquals("... aaaaa\u001b[1;31mb\u001b[0m", Written.text(out -> new Highlight(
            TextSearch.of("[b]", false), 10).write(SampleMessage.of("a".repeat(100) + "b"), out)));
    }

    @Test
    void asAProcessWritesTheSame() {
        sendSome();

        try (ChildProcess process = ChildProcess.start(folder, "grep", null,
            List.of("grep", "-i", "ORDER \\d", "--store", store.connection().toString(), "--format=%i %q\\n"))) {

            assertTrue(process.awaitEnd(TimeUnit.MINUTES.toNanos(1)), process::errorText);
            assertEquals(0, process.exitCode(), process::errorText);
            assertEquals(List.of(store.hex(1) + " order 1", store.hex(2) + " Order 22",
                store.hex(4) + " cancel\\nwhole order 3"), process.outputLines());
            assertEquals("", process.errorText());
        }
    }
}

package io.holdfast.examples.command;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void linesShowInTheirOrderWhenTheyAreFlushedOrClosed() {
        final Output output = new Output(new StandardOutput(bytes));

        output.line("first");
        output.text("sec");
        assertEquals("", bytes.toString(StandardCharsets.UTF_8));
        output.flush();
        output.text("ond\n");
        output.json(Map.of("a", "\u00e9\ud83d\ude00"));
        output.close();

        assertEquals("first\nsecond\n{\"a\":\"\u00e9\ud83d\ude00\"}\n", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void muchIsWrittenBeforeTheEnd() {
        final Output output = new Output(new StandardOutput(bytes));

        for (int i = 0; i < 1000; i++) {
            output.line("x".repeat(99));
        }

        assertTrue(bytes.size() > 60_000, () -> "written: " + bytes.size());
    }

    @Test
    void nobodyReadsAnyMore() {
        final Output output = new Output(new StandardOutput(failingWith("Broken pipe")));
        output.line("line");

        assertThrows(ClosedOutput.class, output::flush);
    }

    @Test
    void aFullDiskIsNotAReaderThatHasGone() {
        final Output output = new Output(new StandardOutput(failingWith("No space left on device")));
        output.line("line");

        final CommandFailure failure = assertThrows(CommandFailure.class, output::close);

        assertEquals("cannot write to standard output: No space left on device", failure.getMessage());
    }

    @Test
    void aStreamThatOnlyTellsThatItFailedCountsAsOneWithoutAReader() {
        final Output output = new Output(new PrintWriter(failingWith("anything")));
        output.line("line");

        assertThrows(ClosedOutput.class, output::close);
    }

    private static OutputStream failingWith(final String reason) {
        return new OutputStream() {
            @Override
            public void write(final int value) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    @Test
    void fieldsOfEachKindAreWrittenAsAllProgramsWriteThem() {
        final JsonFields fields = new JsonFields().hex("index", 0xAB).hex("none", 0).time("at", 1).time("never", 0)
            .number("count", 0).number("unknown", null).text("name", "x").text("nobody", null).flag("is", true)
            .flag("open", null).object("in", new JsonFields().number("n", 1.5)).object("not", null)
            .objects("list", List.of(new JsonFields().text("a", "b"), new JsonFields()))
            .texts("words", List.of("one", "t\"wo"));

        assertEquals("{\"index\":\"ab\",\"none\":null,\"at\":\"1970-01-01T00:00:00.000000001Z\",\"never\":null,"
            + "\"count\":0,\"unknown\":null,\"name\":\"x\",\"nobody\":null,\"is\":true,\"open\":null,"
            + "\"in\":{\"n\":1.500},\"not\":null,\"list\":[{\"a\":\"b\"},{}],\"words\":[\"one\",\"t\\\"wo\"]}",
            JsonLine.json(fields.asMap()));
    }

    @Test
    void aFieldIsThereOnce() {
        final JsonFields fields = new JsonFields().hex("index", 0);

        assertThrows(IllegalArgumentException.class, () -> fields.text("index", "again"));
    }
}

package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogContextTest {
    @TempDir
    private Path folder;

    @Test
    void namesEveryFaultAtOnce() {
        final LogContext context = new LogContext().localName("../a").remoteName("b").clock(null).ackStamp(null)
            .cycleSize(LogContext.MIN_CYCLE_SIZE - 1).maxMessageLength(0);

        final String message = assertThrows(IllegalArgumentException.class, context::conclude).getMessage();

        for (final String part : new String[] {"directory", "localName", "clock", "ackStamp", "cycleSize=",
            "maxMessageLength=0"}) {
            assertTrue(message.contains(part), part + " in " + message);
        }
    }

    @Test
    void aMessageMustFitIntoACycle() {
        final LogFixture fixture = new LogFixture(folder);
        fixture.maxMessageLength = (int) (LogContext.MIN_CYCLE_SIZE - LogContext.CYCLE_OVERHEAD);
        fixture.context().conclude();
        fixture.maxMessageLength++;

        assertThrows(IllegalArgumentException.class, () -> fixture.context().conclude());
    }

    @Test
    void theLargestMessageAllowedFitsIntoTheSmallestCycle() {
        final LogFixture fixture = new LogFixture(folder);
        fixture.maxMessageLength = (int) (LogContext.MIN_CYCLE_SIZE - LogContext.CYCLE_OVERHEAD);
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            for (int n = 1; n <= 4; n++) {
                assertTrue(fixture.append(log, n, fixture.maxMessageLength) > 0);
                assertTrue(reader.next());
                assertTrue(LogFixture.numberAt(reader) == n && reader.isFirstOfCycle());
            }
        }
    }

    @Test
    void aMessageMustFitIntoTheLengthOfAnExcerpt() {
        final LogFixture fixture = new LogFixture(folder);
        fixture.cycleSize = LogContext.MAX_CYCLE_SIZE;
        fixture.maxMessageLength = LogContext.MAX_MESSAGE_LENGTH;
        fixture.context().conclude();
        assertEquals(0, ChronicleFormat.align(RecordDescriptor.HEADER_LENGTH + fixture.maxMessageLength)
            & ~ChronicleFormat.LENGTH_MASK);
        fixture.maxMessageLength++;

        assertThrows(IllegalArgumentException.class, () -> fixture.context().conclude());
        assertThrows(IllegalArgumentException.class, () -> new StoreContext().cycleSize(fixture.cycleSize)
            .maxMessageLength(fixture.maxMessageLength).conclude());
    }

    @Test
    void servesOneLogOnly() {
        final LogContext context = new LogContext().directory(folder).localName("a").remoteName("b").conclude();

        assertThrows(IllegalStateException.class, context::conclude);
    }
}

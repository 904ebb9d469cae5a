package io.holdfast.store;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.internal.main.InternalDumpMain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StockToolsTest {
    private static final int PAYLOAD = 36;

    @TempDir
    private Path folder;
    private LogFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new LogFixture(folder);
    }

    @Test
    void aStockTailerReadsEveryMessageAcrossRollsBatchesAndMarks() {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 3000);
            appendBatch(log, 3001, 600);
            fixture.clock.epochNs += 3652 * LogFixture.DAY_NS;
            fixture.appendAll(log, 3601, 3700);

            assertReadsAll(3700);
        }
    }

    @Test
    void aStockTailerReadsAfterAnUncleanEndAndANewGeneration() throws Exception {
        final Path copy = folder.resolve("copy");
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 3000);
            CrashCopy.copy(folder, copy);
        }
        fixture = new LogFixture(copy);
        fixture.bootId = new UUID(2, 2);
        try (Log log = fixture.open()) {
            assertEquals(2, log.generation());
            fixture.appendAll(log, 3001, 5000);

            assertReadsAll(5000);
        }
    }

    @Test
    void aStockTailerFindsEveryIndex() {
        try (Log log = fixture.open(); LogReader reader = log.reader();
             ChronicleQueue queue = stockQueue(); ExcerptTailer tailer = queue.createTailer()) {
            fixture.appendAll(log, 1, 3000);
            log.doWork();
            final Bytes<?> bytes = Bytes.allocateElasticOnHeap();

            while (reader.next()) {
                assertTrue(tailer.moveToIndex(reader.index()), "index=" + Long.toHexString(reader.index()));
                assertTrue(tailer.readBytes(bytes.clear()));
                assertEquals(LogFixture.numberAt(reader), bytes.readLong(PAYLOAD));
            }
            assertEquals(log.lastIndex(), queue.lastIndex());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12})
    void everyIndexIsFoundBeyondTheFirstIndexExcerptAlsoWhenRebuilt(final int firstLength) throws Exception {
        final long messages = 530_000;
        fixture.cycleSize = 64L << 20;
        final LogFixture crashed = new LogFixture(folder.resolve("crashed"));
        try (Log log = fixture.open()) {
            fixture.append(log, 1, firstLength);
            for (long number = 2; number <= messages; number++) {
                fixture.append(log, number, 8);
            }
            assertFindsIndicesAroundTheSecondIndexExcerpt(log, messages);
            CrashCopy.copy(folder, crashed.folder);
        }
        fixture = crashed;
        fixture.cycleSize = 64L << 20;
        fixture.bootId = new UUID(2, 2);
        try (Log log = fixture.open()) {
            assertFindsIndicesAroundTheSecondIndexExcerpt(log, messages);
        }
    }

    private void assertFindsIndicesAroundTheSecondIndexExcerpt(final Log log, final long messages) {
        try (ChronicleQueue queue = stockQueue(); ExcerptTailer tailer = queue.createTailer();
             LogReader reader = log.reader()) {
            final Bytes<?> bytes = Bytes.allocateElasticOnHeap();
            assertEquals(messages, log.lastOrdinal());
            assertEquals(log.lastIndex(), queue.lastIndex());
            final long first = log.firstIndex();
            for (long sequence = 524_288 - 300; sequence < 524_288 + 600; sequence++) {
                assertTrue(tailer.moveToIndex(first + sequence));
                assertTrue(tailer.readBytes(bytes.clear()));
                assertEquals(sequence + 1, bytes.readLong(PAYLOAD));
                reader.moveAfter(first + sequence - 1);
                assertTrue(reader.next());
                assertEquals(sequence + 1, LogFixture.numberAt(reader));
            }
            final Cycle live = log.live();
            assertTrue(CycleIndex.hasPage(live.address(), 524_288, live.reservedTo()));
            assertTrue(CycleIndex.positionOf(live.address(), 524_288 + 256, live.reservedTo()) > 0);
        }
    }

    @Test
    void aStockTailerSeesNewMessagesAndNewCyclesOfALiveLog() {
        try (Log log = fixture.open(); ChronicleQueue queue = stockQueue();
             ExcerptTailer tailer = queue.createTailer()) {
            final Bytes<?> bytes = Bytes.allocateElasticOnHeap();
            for (long number = 1; number <= 3000; number++) {
                fixture.append(log, number, LogFixture.lengthOf(number));
                log.doWork();

                assertTrue(tailer.readBytes(bytes.clear()), "number=" + number);
                assertEquals(number, bytes.readLong(PAYLOAD));
                assertEquals(log.lastIndex(), tailer.lastReadIndex());
            }
            assertFalse(tailer.readBytes(bytes.clear()));
        }
    }

    @Test
    void aStockTailerReadsTheLargestMessage() {
        fixture.cycleSize = 256L << 20;
        fixture.maxMessageLength = 16 << 20;
        final byte[] largest = new byte[16 << 20];
        try (Log log = fixture.open(); ChronicleQueue queue = stockQueue();
             ExcerptTailer tailer = queue.createTailer()) {
            final Bytes<?> bytes = Bytes.allocateElasticOnHeap(largest.length + 64);
            for (int i = 0; i < 12; i++) {
                largest[largest.length - 1] = (byte) i;
                assertTrue(log.append(1, 0, largest, LogFixture.BYTE_BASE, largest.length, 0) > 0);

                assertTrue(tailer.readBytes(bytes.clear()));
                assertEquals(largest.length + PAYLOAD, bytes.readRemaining());
                assertEquals(i, bytes.readByte(PAYLOAD + largest.length - 1L));
            }
        }
    }

    @Test
    void dumpMainPrintsMessagesAndMetadata() throws Exception {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 100);
        }

        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        InternalDumpMain.dump(CrashCopy.cycles(folder).get(0).toFile(),
            new PrintStream(out, true, StandardCharsets.UTF_8), Long.MAX_VALUE);

        final String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("--- !!meta-data #binary\nholdfast.log"), text);
        assertEquals(100, text.split("--- !!data", -1).length - 1, text);
    }

    private void appendBatch(final Log log, final long from, final int count) {
        try (BatchBuffer batch = new BatchBuffer(1000)) {
            for (long number = from; number < from + count; number++) {
                final int length = LogFixture.lengthOf(number);
                batch.add(1, LogFixture.fill(fixture.buffer, number, length), LogFixture.BYTE_BASE, length);
            }
            assertTrue(log.append(batch, 0) > 0);
        }
    }

    private ChronicleQueue stockQueue() {
        return SingleChronicleQueueBuilder.binary(fixture.folder.resolve("send")).build();
    }

    private void assertReadsAll(final long last) {
        try (ChronicleQueue queue = stockQueue(); ExcerptTailer tailer = queue.createTailer()) {
            final Bytes<?> bytes = Bytes.allocateElasticOnHeap();
            for (long number = 1; number <= last; number++) {
                assertTrue(tailer.readBytes(bytes.clear()), "number=" + number);
                assertEquals(number, bytes.readLong(PAYLOAD));
            }
            assertFalse(tailer.readBytes(bytes.clear()));
        }
    }
}

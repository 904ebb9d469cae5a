package io.holdfast.store;

import io.holdfast.store.journal.ChecksumState;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Random logs and random walks over them, compared with a list in memory. */
class JournalModelTest {
    private static final int SEEDS = Integer.getInteger("holdfast.seeds", 2000) / 100;
    private static final int STEPS = 3000;

    private record Entry(long number, long index, int type, int length, long epochNs, int batchPosition,
                         int batchSize) {
    }

    private record Choice(JournalFilter filter, Predicate<Entry> condition) {
    }

    private static final Choice ALL = new Choice(JournalFilter.ANY, entry -> true);

    @TempDir
    private Path top;
    private final List<Entry> model = new ArrayList<>();
    private LogFixture fixture;
    private Random random;
    private long seed;
    private long number;
    private boolean isCoarse;

    @BeforeEach
    void begin() {
        seed = Long.getLong("holdfast.seed", System.nanoTime());
    }

    @Test
    void everyWalkSeesWhatAListWouldShow() throws Exception {
        for (int i = 0; i < SEEDS; i++) {
            seed++;
            try {
                random = new Random(seed);
                model.clear();
                number = 0;
                isCoarse = random.nextInt(4) == 0;
                fixture = new LogFixture(Files.createDirectories(top.resolve("log" + i)));
                fixture.cycleSize = LogContext.MIN_CYCLE_SIZE << random.nextInt(3);
                run();
            } catch (final AssertionError | RuntimeException e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    private void run() {
        try (Log log = fixture.open(); Journal journal = Journal.open(fixture.folder)) {
            append(log, 1 + random.nextInt(3000));
            final Choice choice = random.nextBoolean() ? ALL : randomChoice();
            int cursor = 0;
            try (JournalReader reader = journal.reader(choice.filter())) {
                for (int step = 0; step < STEPS; step++) {
                    final int what = random.nextInt(100);
                    if (what < 2) {
                        append(log, random.nextInt(200));
                    } else if (what < 10) {
                        cursor = seek(reader);
                    } else {
                        cursor = step(reader, choice, cursor, what < 55);
                    }
                }
                walkAll(reader, choice);
            }
            assertEquals(model.get(0).index(), journal.firstIndex());
            assertEquals(model.get(model.size() - 1).index(), journal.lastIndex());
        }
    }

    private void walkAll(final JournalReader reader, final Choice choice) {
        final List<Entry> expected = model.stream().filter(choice.condition()).toList();
        final List<Entry> seen = new ArrayList<>();
        reader.toStart();
        while (reader.next()) {
            seen.add(entry(reader.message()));
        }
        assertEquals(expected, seen);
        seen.clear();
        while (reader.previous()) {
            seen.add(0, entry(reader.message()));
        }
        assertEquals(expected, seen);
    }

    private void append(final Log log, final int count) {
        try (BatchBuffer batch = new BatchBuffer(64 << 10)) {
            for (int i = 0; i < count; i++) {
                fixture.clock.epochNs += clockStep();
                final int size = random.nextInt(20) == 0 ? 2 + random.nextInt(5) : 1;
                final long first = number + 1;
                for (int member = 0; member < size; member++) {
                    number++;
                    final int length = LogFixture.lengthOf(number) * (1 + random.nextInt(4) / 3 * 20);
                    LogFixture.fill(fixture.buffer, number, length);
                    if (size > 1) {
                        batch.add((int) number % 7, fixture.buffer, LogFixture.BYTE_BASE, length);
                        add(0, length, member, size);
                    } else {
                        add(log.append((int) number % 7, 0, fixture.buffer, LogFixture.BYTE_BASE, length, 0), length,
                            0, 1);
                    }
                }
                if (size > 1) {
                    indexBatch(log.append(batch, 0), first, size);
                    batch.clear();
                }
            }
        }
    }

    /** Mostly small steps, or none for a while; now and then the clock is set back by seconds, or minutes pass. */
    private long clockStep() {
        final int kind = random.nextInt(200);
        if (isCoarse) {
            return kind == 0 ? 3000 : 0;
        }
        return kind == 0 ? random.nextLong(180_000_000_000L) : kind <= 2 ? -random.nextLong(3_000_000_000L)
            : random.nextInt(3000);
    }

    private void add(final long index, final int length, final int batchPosition, final int batchSize) {
        model.add(new Entry(number, index, (int) number % 7, length, fixture.clock.epochNs, batchPosition,
            batchSize));
    }

    private void indexBatch(final long last, final long first, final int size) {
        assertTrue(last > 0);
        for (int i = 0; i < size; i++) {
            final int at = model.size() - size + i;
            final Entry entry = model.get(at);
            assertEquals(first + i, entry.number());
            model.set(at, new Entry(entry.number(), last - size + 1 + i, entry.type(), entry.length(),
                entry.epochNs(), i, size));
        }
    }

    private Choice randomChoice() {
        JournalFilter filter = JournalFilter.ANY;
        Predicate<Entry> condition = entry -> true;
        if (random.nextBoolean()) {
            final int type = random.nextInt(7);
            filter = filter.types(type, 9, (type + 1) % 7);
            condition = condition.and(entry -> entry.type() == type || entry.type() == (type + 1) % 7);
        }
        if (random.nextBoolean()) {
            final long fromNs = anyEntry().epochNs();
            filter = filter.fromNs(fromNs);
            condition = condition.and(entry -> entry.epochNs() >= fromNs);
        }
        if (random.nextBoolean()) {
            final long fromIndex = anyEntry().index();
            filter = filter.fromIndex(fromIndex);
            condition = condition.and(entry -> entry.index() >= fromIndex);
        }
        if (random.nextBoolean()) {
            final int odd = random.nextInt(2);
            filter = filter.where(message -> message.payload().readLong() % 2 == odd);
            condition = condition.and(entry -> entry.number() % 2 == odd);
        }
        return new Choice(filter, condition);
    }

    private Entry anyEntry() {
        return model.get(random.nextInt(model.size()));
    }

    private int step(final JournalReader reader, final Choice choice, final int from, final boolean isForward) {
        int at = isForward ? from : from - 1;
        while (at >= 0 && at < model.size() && !choice.condition().test(model.get(at))) {
            at += isForward ? 1 : -1;
        }
        final boolean isThere = at >= 0 && at < model.size();

        final boolean hasGone = isForward ? reader.next() : reader.previous();
        assertEquals(isThere, hasGone, () -> "cursor=" + from + " isForward=" + isForward + " of " + model.size()
            + " given=" + (hasGone ? reader.message().ordinal() : 0));
        if (isThere) {
            assertEquals(model.get(at), entry(reader.message()));
            assertEquals(at + 1, reader.message().ordinal());
            assertEquals(ChecksumState.INTACT, reader.message().checksum());
        }
        return isForward ? Math.min(at + 1, model.size()) : Math.max(at, 0);
    }

    private int seek(final JournalReader reader) {
        final int at = random.nextInt(model.size());
        final Entry entry = model.get(at);
        switch (random.nextInt(6)) {
            case 0 -> reader.moveTo(entry.index());
            case 1 -> reader.moveToOrdinal(at + 1);
            case 2 -> {
                reader.toEnd();
                return model.size();
            }
            case 3 -> {
                reader.moveTo(entry.index() + 1);
                return at + 1;
            }
            case 4 -> {
                reader.moveToOrdinal(model.size() + 1);
                return model.size();
            }
            default -> {
                return seekTime(reader, entry.epochNs() + random.nextInt(3) - 1);
            }
        }
        return at;
    }

    /** Several places may fit; the reader must be at one of them. */
    private int seekTime(final JournalReader reader, final long epochNs) {
        reader.moveToTime(epochNs);
        try (Journal journal = Journal.open(fixture.folder); JournalReader probe = journal.reader()) {
            probe.moveToTime(epochNs);
            final int at = probe.next() ? (int) probe.message().ordinal() - 1 : model.size();
            if (at > 0) {
                assertTrue(model.get(at - 1).epochNs() < epochNs, "before " + at);
            }
            if (at < model.size()) {
                assertFalse(model.get(at).epochNs() < epochNs, "at " + at);
            }
            return at;
        }
    }

    private static Entry entry(final JournalMessage message) {
        final byte[] copy = new byte[message.length()];
        message.copyTo(copy, 0);
        final long number = message.payload().readLong();
        for (int i = 8; i < copy.length; i++) {
            assertEquals((byte) (number + i), copy[i]);
        }
        return new Entry(number, message.index(), message.type(), copy.length, message.appendedAtNs(),
            message.batchPosition(), message.batchSize());
    }
}

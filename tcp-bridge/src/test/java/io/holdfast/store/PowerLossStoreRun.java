package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.Durability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * One random life of a store, decided by its seed: messages, acks, rolls, purges, adoptions, orderly ends, and again
 * and again a loss of power, also while the store is opened after the one before.
 */
final class PowerLossStoreRun implements AutoCloseable {
    private static final int KEPT_STEPS = Integer.getInteger("holdfast.steps", 40);
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final int MAX_LENGTH = 24 << 10;

    private final Path folder;
    private final Random random;
    private final Durability durability;
    private final LogOracle oracle = new LogOracle();
    private final AckOracle acks = new AckOracle();
    private final ArrayDeque<String> steps = new ArrayDeque<>();
    private final List<LogOracle.Sent> replies = new ArrayList<>();
    private long nowNs = 20_000 * DAY_NS;
    private long numbers;
    private long peerLogs;
    private int boots;
    private LossyDisk disk;
    private StoreRoot root;
    private ConnectionStore store;

    PowerLossStoreRun(final Path folder, final long seed) {
        this.folder = folder;
        random = new Random(seed * 0x9E3779B97F4A7C15L + 7);
        durability = random.nextBoolean() ? Durability.SYNC : Durability.PAGE_CACHE;
    }

    String lastSteps() {
        return String.join("\n  ", steps) + "\n  " + oracle + "\n  " + acks;
    }

    /** Runs all of it. */
    void run() throws IOException {
        Files.createDirectories(folder.resolve("boot0"));
        ChronicleFormat.head(folder);
        for (int lives = 2 + random.nextInt(4); lives > 0; lives--) {
            live();
        }
        disk = newDisk();
        open();
        for (int i = 0; i < 20; i++) {
            append();
        }
        reopen();
        close();
    }

    private LossyDisk newDisk() {
        return new LossyDisk(folder.resolve("boot" + boots), folder.resolve("boot" + (boots + 1)), random);
    }

    private void live() {
        disk = newDisk();
        try {
            if (random.nextInt(3) == 0) {
                failAfter(40);
            }
            open();
            for (int count = random.nextInt(60); count > 0; count--) {
                step();
                noteSynced();
            }
            note("loses power");
            disk.fail();
        } catch (final PowerLoss e) {
            note("lost power");
        }
        bury();
    }

    private void failAfter(final int bound) {
        final int calls = random.nextInt(bound);
        note("will lose power after " + calls + " calls of the disk");
        disk.failAfter(calls);
    }

    /** Lets go of what is in memory, and goes on with what is left on the device. */
    private void bury() {
        disk.failAfter(-1);
        if (root != null) {
            root.close();
            root = null;
            store = null;
        }
        boots++;
        oracle.powerFailed(disk.isOrdered());
    }

    private void open() {
        note("opens boot " + boots + " " + durability);
        root = StoreRoot.open(folder.resolve("boot" + boots), "a", new StoreContext().disk(disk)
            .bootId(new UUID(1, boots)).cycleSize(LogContext.MIN_CYCLE_SIZE).maxMessageLength(MAX_LENGTH)
            .durability(durability).clock(new RunClock()));
        store = root.connection("b");
        acks.opened(store.receiveState());
        oracle.opened(store.sendQueue());
        if (durability == Durability.SYNC) {
            oracle.checkReplies(store.receiveState().consumed(), replies);
        }
        replies.removeIf(reply -> reply.source > store.receiveState().consumed());
        noteSynced();
    }

    /** What the peer may see outlives every loss. */
    private void noteSynced() {
        if (durability == Durability.SYNC) {
            oracle.syncedUpTo(store.sendQueue().log().syncedIndex());
            acks.synced(store.receiveState().peerAck());
        }
    }

    private void reopen() {
        note("closes");
        close();
        open();
    }

    @Override
    public void close() {
        if (root != null) {
            root.close();
            root = null;
        }
    }

    private void step() {
        switch (random.nextInt(27)) {
            case 0, 1, 2, 3, 4, 5 -> {
                for (int count = random.nextInt(30); count >= 0; count--) {
                    append();
                }
            }
            case 6, 7 -> appendLong();
            case 8, 9 -> batch();
            case 10, 11 -> reply();
            case 12, 13 -> consume();
            case 14, 15, 16 -> peerAcks();
            case 17, 18 -> work();
            case 24, 25, 26 -> {
                note("syncs");
                store.sync();
            }
            case 19 -> adopt();
            case 20 -> {
                note("the device writes some back");
                disk.writeSomeBack();
            }
            case 21 -> failAfter(12);
            case 22 -> other();
            default -> oracle.checkRecords(store.sendQueue().log());
        }
    }

    private void other() {
        switch (random.nextInt(4)) {
            case 0 -> {
                nowNs += random.nextInt(3) * DAY_NS;
                note("days pass");
            }
            case 1 -> {
                note("a principal");
                store.session().principal("p" + random.nextInt(100));
            }
            default -> reopen();
        }
    }

    private void append() {
        append(random.nextInt(20) == 0 ? random.nextInt(8000) : random.nextInt(300));
    }

    private void appendLong() {
        for (int count = random.nextInt(14); count >= 0; count--) {
            append(MAX_LENGTH - random.nextInt(2000));
        }
    }

    private void append(final int length) {
        final long number = ++numbers;
        final long index = store.sendQueue().offer(1, 0, Payloads.of(number, length), Payloads.BASE, length);
        accepted(index, number, length, 0, 1, 0);
    }

    @SuppressWarnings("checkstyle:parameternumber")
    private void accepted(final long index, final long number, final int length, final int batchPosition,
                          final int batchSize, final long source) {
        if (index <= 0) {
            throw new AssertionError("an append answered " + index);
        }
        note("appended " + Long.toHexString(index) + " length=" + length);
        final LogOracle.Sent sent = new LogOracle.Sent(index, number, length, batchPosition, batchSize, source);
        oracle.accepted(sent);
        if (source > 0) {
            acks.consumed(source);
            replies.add(sent);
        }
    }

    private void batch() {
        final int size = 1 + random.nextInt(12);
        final int[] lengths = new int[size];
        final long source = random.nextInt(3) == 0 && acks.isAdopted() ? acks.consumed() + 1 : 0;
        try (BatchBuffer batch = new BatchBuffer(MAX_LENGTH)) {
            for (int i = 0; i < size; i++) {
                lengths[i] = random.nextInt(random.nextInt(4) == 0 ? 9000 : 200);
                batch.add(1, Payloads.of(numbers + 1 + i, lengths[i]), Payloads.BASE, lengths[i]);
            }
            final long last = store.sendQueue().offer(batch, source);
            for (int i = 0; i < size; i++) {
                accepted(last - size + 1 + i, ++numbers, lengths[i], i, size, source);
            }
        }
    }

    private void reply() {
        if (acks.isAdopted()) {
            final int length = random.nextInt(500);
            final long number = ++numbers;
            final long source = acks.consumed() + 1;
            accepted(store.sendQueue().reply(1, Payloads.of(number, length), Payloads.BASE, length, source), number,
                length, 0, 1, source);
        }
    }

    private void consume() {
        if (acks.isAdopted()) {
            final long index = acks.consumed() + 1 + random.nextInt(5);
            note("consumes " + index);
            store.receiveState().delivered(index);
            store.receiveState().consumed(index);
            acks.consumed(index);
        }
    }

    private void peerAcks() {
        final int acked = (int) Math.max(oracle.acked(), store.sendQueue().log().firstOrdinal() - 1);
        if (acked < oracle.size()) {
            final int ordinal = acked + 1 + random.nextInt(oracle.size() - acked);
            note("acked " + ordinal);
            oracle.ackedUpTo(ordinal);
            if (!store.sendQueue().acked(oracle.index(ordinal))) {
                throw new AssertionError("the ack of " + ordinal + " was not taken");
            }
        }
    }

    private void work() {
        note("works");
        for (int i = random.nextInt(6); i >= 0; i--) {
            store.sendQueue().doWork();
        }
    }

    private void adopt() {
        final boolean isSame = acks.isAdopted() && random.nextBoolean();
        final long incarnation = isSame ? acks.incarnation() : ++peerLogs;
        final int generation = isSame ? acks.generation() + 1 : 1;
        final long ack = isSame ? random.nextInt((int) acks.consumed() + 1) : random.nextInt(10);
        note("adopts " + incarnation + " generation " + generation + " after " + ack);
        acks.adopts(incarnation, generation, ack);
        store.receiveState().adopt(incarnation, generation, ack);
        acks.adopted();
        replies.clear();
    }

    private void note(final String step) {
        if (steps.size() == KEPT_STEPS) {
            steps.removeFirst();
        }
        steps.add(step);
    }

    /** The time of the run. */
    private final class RunClock implements Clock {
        @Override
        public long epochNs() {
            return nowNs;
        }

        @Override
        public long monotonicNs() {
            return nowNs;
        }
    }
}

package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.Durability;
import io.holdfast.bridge.ManualClock;
import io.holdfast.bridge.queueserver.log.MessageDraft;
import io.holdfast.bridge.queueserver.log.QueueLimits;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.log.QueueReader;
import io.holdfast.store.Disk;
import io.holdfast.store.LogContext;
import io.holdfast.store.StoreContext;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A queue log with subscribers, in a folder of its own, on a clock of the test. */
abstract class SubscriberFixture {
    static final long SECOND_NS = 1_000_000_000L;
    static final int MESSAGE_LENGTH = 10_000;

    @TempDir
    Path folder;

    final ManualClock clock = new ManualClock();
    private final MessageDraft draft = new MessageDraft();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(1 << 17);
    private SubscriberLimits limits = SubscriberLimits.DEFAULT;
    private Durability durability = Durability.PAGE_CACHE;
    Path store;
    QueueLog log;
    Subscribers subscribers;

    @AfterEach
    void closeAll() {
        close();
        draft.close();
    }

    final void close() {
        if (log != null) {
            subscribers.close();
            log.close();
            log = null;
        }
    }

    final void limits(final int maxSubscribers, final long maxHoldNs, final long maxHoldBytes) {
        limits = new SubscriberLimits(maxSubscribers, maxHoldNs, maxHoldBytes);
    }

    final void durability(final Durability value) {
        durability = value;
    }

    StoreContext options(final Disk disk, final int boot) {
        return new StoreContext().clock(clock).cycleSize(LogContext.MIN_CYCLE_SIZE).maxMessageLength(100_000)
            .durability(durability).bootId(new UUID(7, boot)).disk(disk);
    }

    final void open() {
        open(folder.resolve("store"), Disk.REAL, 1);
    }

    final void open(final Path newStore, final Disk disk, final int boot) {
        store = newStore;
        final StoreContext options = options(disk, boot);
        log = QueueLog.open(store, "server", options, QueueLimits.DEFAULT);
        subscribers = Subscribers.open(log, options, durability, limits);
    }

    final void reopen() {
        close();
        open(store, Disk.REAL, 1);
    }

    /** Goes on in a copy of the files as a kill at this instant would leave them. */
    final void killAndReopen() throws IOException {
        final Path copy = folder.resolve(store.getFileName() + "-killed");
        copy(store, copy);
        close();
        open(copy, Disk.REAL, 1);
    }

    static void copy(final Path from, final Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (final Path one : all.sorted().toList()) {
                Files.copy(one, to.resolve(from.relativize(one)));
            }
        }
    }

    final Path file(final String name) {
        return log.folder().resolve(SubscriberFolder.FOLDER).resolve(name);
    }

    final long append() {
        return append(MESSAGE_LENGTH);
    }

    final long append(final int length) {
        return append("queue", length);
    }

    final long append(final String name, final int length) {
        final byte[] queue = bytes(name);
        scratch.put(0, queue);
        final long address = Jvm.address(scratch);
        draft.set(address, queue.length, address + queue.length, length);
        final long index = log.append(draft);
        assertTrue(index > 0, () -> "append answered " + index);
        return index;
    }

    final List<Long> append(final int count, final int length) {
        final List<Long> indices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indices.add(append(length));
        }
        return indices;
    }

    /** Keeps house, several turns of it, a second apart. */
    final void keepHouse() {
        for (int i = 0; i < 5; i++) {
            clock.advance(SECOND_NS);
            log.sync();
            subscribers.doWork(Long.MAX_VALUE);
        }
    }

    /** The indices of all messages that a subscriber would be given next. */
    final List<Long> after(final long ack) {
        final List<Long> indices = new ArrayList<>();
        try (QueueReader reader = log.reader()) {
            reader.moveAfter(ack);
            while (reader.next()) {
                indices.add(reader.index());
            }
        }
        return indices;
    }

    final Subscriber connect(final String name) {
        try {
            return subscribers.connect(name, null);
        } catch (final SubscriberRefusedException e) {
            throw new AssertionError(e.reason() + ": " + e.getMessage(), e);
        }
    }

    final SubscriberRefusedException refused(final String name) {
        return assertThrows(SubscriberRefusedException.class, () -> subscribers.connect(name, null));
    }

    final SubscriberStatus status(final String name) {
        return subscribers.list().stream().filter(one -> one.name().equals(name)).findAny().orElseThrow();
    }

    static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<String> subscriptionsOf(final Subscriber subscriber) {
        final List<String> found = new ArrayList<>();
        subscriber.forEachSubscription((name, after) -> found.add(new String(name, StandardCharsets.UTF_8) + "@"
            + Long.toHexString(after)));
        return found;
    }
}

package io.holdfast.bridge.queueserver.log;

import io.holdfast.bridge.ManualClock;
import io.holdfast.store.Disk;
import io.holdfast.store.LogContext;
import io.holdfast.store.StoreContext;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.UnsafeMemory;
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

/** A queue log in a folder of its own, written and read as text. */
abstract class QueueLogFixture {
    private static final UUID BOOT = new UUID(7, 7);

    @TempDir
    Path folder;

    final ManualClock clock = new ManualClock();
    private final MessageDraft draft = new MessageDraft();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(1 << 20);
    QueueLog log;

    @AfterEach
    void closeAll() {
        draft.close();
        if (log != null) {
            log.close();
        }
    }

    StoreContext options() {
        return new StoreContext().clock(clock).cycleSize(LogContext.MIN_CYCLE_SIZE).maxMessageLength(100_000)
            .bootId(BOOT).disk(Disk.REAL);
    }

    void open() {
        open(folder.resolve("store"), options(), QueueLimits.DEFAULT);
    }

    void open(final Path store, final StoreContext options, final QueueLimits limits) {
        log = QueueLog.open(store, "server", options, limits);
    }

    void reopen() {
        log.close();
        open();
    }

    /** Goes on in a copy of the files as a kill at this instant would leave them. */
    void killAndReopen(final Path copy) throws IOException {
        copy(folder.resolve("store"), copy);
        log.close();
        open(copy, options(), QueueLimits.DEFAULT);
    }

    static void copy(final Path from, final Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (final Path one : all.sorted().toList()) {
                Files.copy(one, to.resolve(from.relativize(one)));
            }
        }
    }

    Path counters() {
        return folder.resolve("store/server").resolve(QueueLog.REMOTE_NAME).resolve(QueueLog.CHECKPOINT_FILE);
    }

    long append(final String name, final String message) {
        return append(name, message.getBytes(StandardCharsets.UTF_8), 0, 0);
    }

    long append(final String name, final byte[] message, final long producerId, final long producerSequence) {
        final byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        scratch.put(0, nameBytes).put(nameBytes.length, message);
        final long address = Jvm.address(scratch);
        draft.set(address, nameBytes.length, address + nameBytes.length, message.length);
        draft.producer(producerId, producerSequence);
        return log.append(draft);
    }

    long sequenceOf(final String name) {
        final byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        scratch.put(0, nameBytes);
        return log.queueSequence(Jvm.address(scratch), nameBytes.length);
    }

    /** All messages after an index, as {@code name#sequence=message}. */
    List<String> read(final long after) {
        final List<String> found = new ArrayList<>();
        try (QueueReader reader = log.reader()) {
            reader.moveAfter(after);
            while (reader.next()) {
                found.add(text(reader.nameAddress(), reader.nameLength()) + "#" + reader.queueSequence() + "="
                    + text(reader.messageAddress(), reader.messageLength()));
            }
        }
        return found;
    }

    private static String text(final long address, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = UnsafeMemory.UNSAFE.getByte(address + i);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

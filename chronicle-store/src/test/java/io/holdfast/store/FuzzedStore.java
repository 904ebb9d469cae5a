package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.fuzz.FuzzTarget;
import io.holdfast.fuzz.UnforcedDisk;
import net.openhft.chronicle.core.Jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A connection of "Client" to "Server" with some messages in two cycles, one file of which is replaced by what a fuzzer
 * thinks of. Its files are the same in every process, so an input means the same in every process.
 */
final class FuzzedStore {
    static final long INCARNATION = 0x0102_0304_0506_0708L;
    static final int MESSAGES = 12;
    static final int PAYLOAD_LENGTH = 60;
    static final long CONSUMED = 42;

    /** Of the log; no file that is not sealed anew makes it begin before. */
    static final int GENERATION = 2;

    private static final UUID FIRST_BOOT = new UUID(1, 1);
    private static final UUID BOOT = new UUID(1, 2);
    private static final UUID NEXT_BOOT = new UUID(1, 3);
    private static final long START_NS = Connections.CLOCK.epochNs();
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final Path root;
    private final Path peer;
    private final Path connection;
    private final Map<Path, byte[]> files = new LinkedHashMap<>();
    private final long[] indices = new long[MESSAGES];
    private final StoreRoot opened;
    private long nowNs = START_NS;

    /** Makes the files, and stays the owner of the folder they are in. */
    FuzzedStore(final Class<?> target, final boolean isOtherBoot) {
        root = FuzzTarget.of(target).emptyFolder(isOtherBoot ? "other-boot" : "same-boot");
        peer = root.resolve("Client");
        connection = peer.resolve("Server");
        try (StoreRoot first = StoreRoot.open(root, "Client", context(FIRST_BOOT))) {
            fill(first.connection("Server", INCARNATION), 0, 1);
        }
        try (StoreRoot second = StoreRoot.open(root, "Client", context(BOOT))) { // of generation 2
            final ConnectionStore store = second.connection("Server");
            store.session().principal("C=Server\\, or so");
            store.receiveState().adopt(Connections.PEER, 3, 0);
            store.receiveState().consumed(CONSUMED);
            fill(store, 1, MESSAGES);
        }
        try (Stream<Path> all = Files.walk(connection)) {
            for (final Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                files.put(file, Files.readAllBytes(file));
            }
        } catch (final IOException e) {
            throw new AssertionError("cannot read the good files", e);
        }
        opened = StoreRoot.open(root, "Client", context(isOtherBoot ? NEXT_BOOT : BOOT));
    }

    private void fill(final ConnectionStore store, final int from, final int to) {
        for (int i = from; i < to; i++) {
            indices[i] = store.sendQueue().offer(7, 0, payload(i), Jvm.arrayByteBaseOffset(), PAYLOAD_LENGTH);
            if (i == MESSAGES / 2) {
                nowNs += 2 * HOUR_NS;
                store.sendQueue().doWork();
            }
        }
    }

    private StoreContext context(final UUID boot) {
        return new StoreContext().clock(clock()).cycleSize(Connections.CYCLE_SIZE).cyclePeriodNs(HOUR_NS)
            .maxMessageLength(Connections.MAX_MESSAGE_LENGTH).bootId(boot)
            .disk(new UnforcedDisk());
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public long epochNs() {
                return nowNs;
            }

            @Override
            public long monotonicNs() {
                return nowNs - START_NS;
            }
        };
    }

    private static byte[] payload(final int number) {
        final byte[] payload = new byte[PAYLOAD_LENGTH];
        ByteBuffer.wrap(payload).putInt(0, number).putInt(PAYLOAD_LENGTH - Integer.BYTES, ~number);
        return payload;
    }

    Path connection() {
        return connection;
    }

    /** {@return a copy of a good file} */
    byte[] good(final Path file) {
        return files.get(file).clone();
    }

    /** {@return the cycle files, oldest first} */
    Path[] cycles() {
        return files.keySet().stream().filter(file -> file.toString().endsWith(".cq4")).toArray(Path[]::new);
    }

    /** Makes all files good but one. */
    void put(final Path changed, final byte[] content) {
        try {
            try (Stream<Path> all = Files.walk(connection)) {
                for (final Path file : all.filter(Files::isRegularFile).toList()) {
                    if (!files.containsKey(file)) {
                        Files.delete(file);
                    }
                }
            }
            for (final Map.Entry<Path, byte[]> file : files.entrySet()) {
                write(file.getKey(), file.getKey().equals(changed) ? content : file.getValue());
            }
        } catch (final IOException e) {
            throw new AssertionError("cannot write the files", e);
        }
    }

    private static void write(final Path file, final byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(content.length);
            final ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Looks at the connection as every read-only command does: nothing but a {@link StoreException} may come of it. */
    void look() {
        try {
            ConnectionVerify.run(root, "Client", "Server", context(BOOT), VerifyListener.NONE);
        } catch (final StoreException told) {
            requireText(told);
        }
    }

    /**
     * Opens the connection as its owner.
     *
     * @param isAllThere whether the log is good, so that all messages must be there if the connection opens
     * @return whether it opened
     */
    boolean own(final boolean isAllThere, final Owned use) {
        final ConnectionStore store;
        try {
            store = opened.connection("Server");
        } catch (final StoreException refused) {
            requireText(refused);
            return false;
        }
        try (store) {
            requireMessages(store, isAllThere);
            use.with(store);
        } catch (final CorruptStoreException told) {
            requireText(told);
        }
        return true;
    }

    /** What an owner goes on to do. */
    @FunctionalInterface
    interface Owned {
        void with(ConnectionStore store);
    }

    private void requireMessages(final ConnectionStore store, final boolean isAllThere) {
        int count = 0;
        try (LogReader reader = store.sendQueue().reader()) {
            while (reader.next()) {
                if ((reader.flags() & RecordDescriptor.FLAG_TOMBSTONE) == 0) {
                    requireWritten(reader.index(), reader.payloadAddress(), reader.payloadLength());
                }
                count++;
            }
        }
        require(!isAllThere || count == MESSAGES, "messages are missing: " + count);
    }

    /** Fails unless a message is one of those that were written. */
    void requireWritten(final long index, final long address, final int length) {
        require(length == PAYLOAD_LENGTH, "length=" + length);
        final int number = Integer.reverseBytes(OffHeap.getInt(address));
        require(number >= 0 && number < MESSAGES && indices[number] == index
            && Integer.reverseBytes(OffHeap.getInt(address + length - Integer.BYTES)) == ~number,
            "nobody wrote this message: index=" + Long.toHexString(index) + " number=" + number);
    }

    /** Fails if a file does not hold what was put there. */
    static void requireUnchanged(final Path file, final byte[] content) {
        try {
            require(Arrays.equals(content, Files.readAllBytes(file)), "changed although refused: " + file);
        } catch (final IOException e) {
            throw new AssertionError("gone although refused: " + file, e);
        }
    }

    private static void requireText(final StoreException told) {
        require(told.getMessage() != null && told.getMessage().length() < 10_000, "no error for people: " + told);
    }

    static void require(final boolean isSo, final String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }
}

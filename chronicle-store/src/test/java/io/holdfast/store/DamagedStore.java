package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static io.holdfast.store.Connections.batch;
import static io.holdfast.store.Connections.offer;

/**
 * A store with traffic in both directions and several cycles, of which each message's place is known, and copies of it
 * with one random damage each.
 */
final class DamagedStore {
    static final String CONNECTION = "Client/Server";

    /** Where a message is in its file, and what it holds. */
    record Place(String file, long from, long to, int type, int length) {
    }

    /** What was done to a file: bytes from a position to another are not what they were. */
    record Damage(String what, String file, long from, long to) {
    }

    private final Path pristine;
    private final Map<Long, Place> places = new HashMap<>();
    private final List<Path> files = new ArrayList<>();
    private long incarnation;
    private long acked;
    private long consumed;

    /**
     * Makes a store.
     *
     * @param pristine a folder for it
     * @param isKilled whether its owner is killed instead of closing it
     */
    DamagedStore(final Path pristine, final boolean isKilled) throws IOException {
        this.pristine = pristine;
        final Path live = isKilled ? pristine.resolveSibling(pristine.getFileName() + "-live") : pristine;
        try (StoreRoot root = Connections.root(live)) {
            fill(root.connection("Server"));
            if (isKilled) {
                list(live);
                copy(live, pristine);
            }
        }
        list(pristine);
        for (final Path cycle : CrashCopy.cycles(pristine.resolve(CONNECTION))) {
            findPlaces(cycle);
        }
    }

    private void list(final Path store) throws IOException {
        files.clear();
        try (Stream<Path> all = Files.walk(store)) {
            all.filter(Files::isRegularFile).map(store::relativize).sorted().forEach(files::add);
        }
    }

    private void fill(final ConnectionStore store) {
        final SendQueue queue = store.sendQueue();
        store.receiveState().adopt(Connections.PEER, 1, 0);
        final Random random = new Random(1);
        final List<Long> indexes = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            if (i % 90 == 89) {
                try (BatchBuffer batch = batch(4, 30)) {
                    indexes.add(queue.offer(batch, 0));
                }
            }
            store.receiveState().consumed(1000L + i);
            indexes.add(offer(queue, i, 8 + random.nextInt(700)));
        }
        acked = indexes.get(40);
        consumed = 1899;
        queue.acked(acked);
        incarnation = queue.log().incarnation();
    }

    private void findPlaces(final Path cycle) throws IOException {
        final String name = pristine.relativize(cycle).toString();
        try (FileMapping file = FileMapping.readOnly(cycle)) {
            long position = CyclePreamble.DATA_START;
            long index = ChronicleFormat.index(CycleRoller.number(cycle), 0);
            while (position + ChronicleFormat.WORD <= file.length()) {
                final int header = OffHeap.getInt(file.address() + position);
                if (header == 0 || header == ChronicleFormat.END_OF_FILE) {
                    break;
                }
                final long after = CycleSeek.after(position, header);
                if (header < ChronicleFormat.META) {
                    places.put(index++, new Place(name, position, after,
                        RecordDescriptor.type(file.address() + position + ChronicleFormat.WORD),
                        header - RecordDescriptor.HEADER_LENGTH));
                }
                position = after;
            }
        }
    }

    /** Copies the store. */
    void copyTo(final Path folder) throws IOException {
        delete(folder);
        copy(pristine, folder);
    }

    private void copy(final Path from, final Path to) throws IOException {
        for (final Path file : files) {
            final Path copy = to.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(from.resolve(file), copy);
        }
    }

    static void delete(final Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (final Path one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    /** Damages one file of a copy. */
    Damage damage(final Path folder, final SplittableRandom random) {
        final Path relative = files.get(random.nextInt(files.size()));
        final Path file = folder.resolve(relative);
        try {
            final long length = Files.size(file);
            final int kind = random.nextInt(100);
            if (kind < 3) {
                Files.delete(file);
                return new Damage("deleted", relative.toString(), 0, Long.MAX_VALUE);
            }
            if (length == 0) {
                return new Damage("nothing", relative.toString(), 0, 0);
            }
            if (kind < 8) {
                return truncate(file, relative, random.nextLong(length));
            }
            final long used = relative.toString().endsWith(ChronicleFormat.SUFFIX) && random.nextBoolean()
                ? CyclePreamble.DATA_START : 0;
            final long position = used + random.nextLong(length - used);
            return kind < 20 ? zero(file, relative, position, random.nextBoolean() ? 512 : 4096)
                : flip(file, relative, position, random.nextInt(Byte.SIZE));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Damage truncate(final Path file, final Path name, final long length) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(length);
        }
        return new Damage("truncated", name.toString(), length, Long.MAX_VALUE);
    }

    private static Damage zero(final Path file, final Path name, final long position, final int size)
        throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            final long from = position / size * size;
            final int length = (int) Math.min(size, content.length() - from);
            content.seek(from);
            content.write(new byte[length]);
            return new Damage("zeroed", name.toString(), from, from + length);
        }
    }

    private static Damage flip(final Path file, final Path name, final long position, final int bit)
        throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(position);
            final int value = content.read();
            content.seek(position);
            content.write(value ^ 1 << bit);
            return new Damage("flipped bit " + bit, name.toString(), position, position + 1);
        }
    }

    /** {@return the messages that a damage touches} */
    Set<Long> touched(final Damage damage) {
        final Set<Long> touched = new HashSet<>();
        places.forEach((index, place) -> {
            if (place.file().equals(damage.file()) && place.from() < damage.to() && place.to() > damage.from()) {
                touched.add(index);
            }
        });
        return touched;
    }

    /** {@return what a message was, null if there never was one} */
    Place place(final long index) {
        return places.get(index);
    }

    long firstIndex() {
        return places.keySet().stream().min(Long::compare).orElseThrow();
    }

    /** {@return whose log it is} */
    CycleFolder.Owner owner() {
        return new CycleFolder.Owner("Client", "Server", incarnation);
    }

    long acked() {
        return acked;
    }

    long consumed() {
        return consumed;
    }

    /** {@return every message there was} */
    Set<Long> indexes() {
        return places.keySet();
    }
}

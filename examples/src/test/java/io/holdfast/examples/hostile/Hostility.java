package io.holdfast.examples.hostile;

import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A folder that is not what a command hopes for.
 *
 * @param name    of it, in words
 * @param isStore whether it is a store nevertheless, which writing commands may put right
 * @param maker   makes it
 */
record Hostility(String name, boolean isStore, Maker maker) {
    static final String CONNECTION = "A/B";
    static final String LOG = CONNECTION + "/send";
    private static final int MESSAGES = 700;
    private static final int LENGTH = 900;
    private static final int RANDOM_LENGTH = 40_000;
    private static final int MANY = 1000;
    private static final long SPARSE = 5L << 30;
    /** What is set aside is copied. */
    private static final long LONG_CYCLE = 50L << 20;
    private static final String FIFO = "mkfifo";

    /** Makes a folder, or what stands in its place. */
    @FunctionalInterface
    interface Maker {
        void make(Path folder) throws Exception;
    }

    /** Changes one file. */
    @FunctionalInterface
    interface Change {
        void apply(Path file) throws Exception;
    }

    /** {@return all that there are} */
    static List<Hostility> all() {
        final List<Hostility> all = new ArrayList<>();
        addFolders(all);
        addStores(all);
        addLeftovers(all);
        for (final String file : List.of("A/owner", "A/owner.lock", "A/B/session", "A/B/state", "A/B/ack",
            "A/B/send/metadata.cq4t", "<first cycle>", "<last cycle>")) {
            addDamages(all, file);
        }
        for (final int length : new int[] {0, 3, 63, 64, 200, 300, 16_640, 33_040, 33_100, 33_268, 33_300, 40_000}) {
            all.add(store("a last cycle cut to " + length + " bytes", folder -> cut(lastCycle(folder), length)));
            all.add(store("a first cycle cut to " + length + " bytes", folder -> cut(firstCycle(folder), length)));
        }
        Futures.addTo(all);
        return all;
    }

    static Hostility store(final String name, final Maker change) {
        return new Hostility(name, true, folder -> {
            fill(folder);
            change.make(folder);
        });
    }

    private static Hostility foreign(final String name, final Maker maker) {
        return new Hostility(name, false, maker);
    }

    private static void addFolders(final List<Hostility> all) {
        all.add(foreign("nothing", folder -> { }));
        all.add(foreign("an empty folder", Files::createDirectories));
        all.add(foreign("a file", folder -> Files.writeString(folder, "not a folder")));
        all.add(foreign("a link to itself", folder -> Files.createSymbolicLink(folder, folder)));
        all.add(foreign("a link to nothing", folder -> Files.createSymbolicLink(folder, Path.of("gone"))));
        all.add(foreign("a pipe", folder -> run(FIFO, folder.toString())));
        all.add(foreign("thousands of foreign files", folder -> litter(Files.createDirectories(folder))));
        all.add(foreign("foreign folders with hard names", folder -> {
            for (final String name : List.of("my docs", "störe", "日本", "new\nline", "\u001b[31mred", "A'B\"C", "-rf",
                "B")) {
                Files.createDirectories(folder.resolve(name).resolve(name));
                Files.writeString(folder.resolve(name).resolve("state of things"), name);
            }
        }));
        all.add(foreign("folders that link to each other", folder -> {
            Files.createDirectories(folder.resolve("A"));
            Files.createSymbolicLink(folder.resolve("A/B"), Path.of("../A"));
            Files.createSymbolicLink(folder.resolve("C"), Path.of("."));
        }));
        all.add(foreign("a stock queue", folder -> stockQueue(folder)));
        all.add(new Hostility("a stock queue in the place of a log", true,
            folder -> stockQueue(Files.createDirectories(folder.resolve(CONNECTION)).resolve("send"))));
    }

    private static void addStores(final List<Hostility> all) {
        for (final int length : new int[] {0, 1, 100, 4096, RANDOM_LENGTH}) {
            all.add(new Hostility("files of " + length + " random bytes", true, folder -> random(folder, length)));
        }
        all.add(store("hard names around a store", folder -> {
            Files.createDirectories(folder.resolve("A/my docs"));
            Files.createDirectories(folder.resolve("日本/B/send"));
            Files.writeString(folder.resolve(LOG).resolve("new\nline.cq4"), "?");
            Files.writeString(folder.resolve(LOG).resolve("\u001b[31mred.cq4"), "?");
        }));
        all.add(store("thousands of foreign files in a store", folder -> {
            litter(folder);
            litter(folder.resolve("A"));
            litter(folder.resolve(LOG));
        }));
        all.add(store("a peer's folder that is a file", folder -> Files.writeString(folder.resolve("Peer"), "x")));
        all.add(store("a connection that is a file", folder -> Files.writeString(folder.resolve("A/Peer"), "x")));
        all.add(store("a connection that links to itself",
            folder -> Files.createSymbolicLink(folder.resolve("A/Loop"), Path.of("Loop"))));
        all.add(store("a connection that links to its peer",
            folder -> Files.createSymbolicLink(folder.resolve("A/Up"), Path.of("../A"))));
        all.add(store("a peer that links to its store",
            folder -> Files.createSymbolicLink(folder.resolve("Round"), Path.of("."))));
        all.add(store("no log", folder -> delete(folder.resolve(LOG))));
        all.add(store("an empty log", folder -> {
            delete(folder.resolve(LOG));
            Files.createDirectory(folder.resolve(LOG));
        }));
        all.add(store("a log that is a file", folder -> {
            delete(folder.resolve(LOG));
            Files.writeString(folder.resolve(LOG), "x");
        }));
        all.add(store("a log that links to itself", folder -> {
            delete(folder.resolve(LOG));
            Files.createSymbolicLink(folder.resolve(LOG), Path.of("send"));
        }));
        all.add(store("only the log", folder -> {
            for (final String name : List.of("state", "ack", "session")) {
                Files.delete(folder.resolve(CONNECTION).resolve(name));
            }
        }));
        all.add(store("a cycle missing in the middle", folder -> Files.delete(cycles(folder).get(1))));
        all.add(store("cycles from another connection", folder -> {
            final Path other = cycles(folder, "A/C/send").get(0);
            Files.copy(other, folder.resolve(LOG).resolve("99991231-2355V.cq4"));
        }));
    }

    private static void addLeftovers(final List<Hostility> all) {
        for (final String name : List.of(".quarantine-B-1", ".purged-B", ".reset-B", ".unfinished-B-1", ".login-B")) {
            all.add(store(name + " beside", folder -> copy(folder.resolve(CONNECTION), folder.resolve("A/" + name))));
            all.add(store(name + " of random bytes", folder -> {
                random(folder.resolve("x"), 100);
                Files.move(folder.resolve("x/" + CONNECTION), folder.resolve("A/" + name));
                delete(folder.resolve("x"));
            }));
        }
        all.add(store(".purged-A beside", folder -> copy(folder.resolve("A"), folder.resolve(".purged-A"))));
    }

    private static void addDamages(final List<Hostility> all, final String name) {
        add(all, name, "missing", Files::delete);
        add(all, name, "empty", file -> Files.write(file, new byte[0]));
        add(all, name, "of random bytes", file -> Files.write(file, bytes((int) Files.size(file))));
        add(all, name, "of zeros", file -> Files.write(file, new byte[(int) Files.size(file)]));
        add(all, name, "with a flipped bit", file -> flip(file, Files.size(file) / 2));
        add(all, name, "with a flipped first bit", file -> flip(file, 0));
        add(all, name, "cut in half", file -> cut(file, Files.size(file) / 2));
        add(all, name, "with more behind", file -> Files.write(file, bytes(RANDOM_LENGTH),
            StandardOpenOption.APPEND));
        add(all, name, "that is long and empty", file -> cut(file, name.startsWith("<") ? LONG_CYCLE : SPARSE));
        add(all, name, "that is a folder", file -> {
            Files.delete(file);
            Files.createDirectory(file);
        });
        add(all, name, "that is a pipe", file -> {
            Files.delete(file);
            run(FIFO, file.toString());
        });
        add(all, name, "that links to itself", file -> {
            Files.delete(file);
            Files.createSymbolicLink(file, file.getFileName());
        });
        add(all, name, "that links to /dev/zero", file -> {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/dev/zero"));
        });
    }

    private static void add(final List<Hostility> all, final String name, final String how, final Change change) {
        all.add(store(name + " " + how, folder -> {
            final Path file = switch (name) {
                case "<first cycle>" -> firstCycle(folder);
                case "<last cycle>" -> lastCycle(folder);
                default -> folder.resolve(name);
            };
            if (!Files.exists(file)) {
                Files.writeString(file, "pid=1\n"); // an owner that has ended has left no such file
            }
            change.apply(file);
        }));
    }

    /** A store of A, with some cycles to B, and to C. */
    static void fill(final Path folder) {
        try (StoreRoot root = StoreRoot.open(folder, "A", new StoreContext().cycleSize(256 << 10)
            .maxMessageLength(1000))) {
            for (final String name : List.of("B", "C")) {
                final ConnectionStore store = root.connection(name);
                for (int i = 0; i < MESSAGES; i++) {
                    if (store.sendQueue().offer(1, 0, new byte[LENGTH], Jvm.arrayByteBaseOffset(), LENGTH) < 0) {
                        throw new IllegalStateException("refused");
                    }
                }
                store.receiveState().adopt(7, 1, 0x1234);
            }
        }
    }

    static List<Path> cycles(final Path folder) throws IOException {
        return cycles(folder, LOG);
    }

    private static List<Path> cycles(final Path folder, final String log) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(log))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    static Path firstCycle(final Path folder) throws IOException {
        return cycles(folder).get(0);
    }

    static Path lastCycle(final Path folder) throws IOException {
        final List<Path> cycles = cycles(folder);
        return cycles.get(cycles.size() - 1);
    }

    private static void stockQueue(final Path folder) {
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.single(folder.toFile())
            .rollCycle(LegacyRollCycles.DAILY).build();
             ExcerptAppender appender = queue.createAppender()) {
            appender.writeText("a message of somebody else");
        }
    }

    private static void random(final Path folder, final int length) throws IOException {
        Files.createDirectories(folder.resolve(LOG));
        for (final String name : List.of("A/owner", "A/owner.lock", "A/B/session", "A/B/state", "A/B/ack",
            "A/B/send/metadata.cq4t", "A/B/send/20241004-0000V.cq4", "A/B/send/20241004-0005V.cq4")) {
            Files.write(folder.resolve(name), bytes(length));
        }
    }

    private static byte[] bytes(final int length) {
        final byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    private static void litter(final Path folder) throws IOException {
        for (int i = 0; i < MANY; i++) {
            Files.createFile(folder.resolve("file-" + i + ".tmp"));
        }
    }

    private static void flip(final Path file, final long position) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            final int old = Math.max(0, bytes.read());
            bytes.seek(position);
            bytes.write(old ^ 1);
        }
    }

    private static void cut(final Path file, final long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(final Path from, final Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void run(final String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

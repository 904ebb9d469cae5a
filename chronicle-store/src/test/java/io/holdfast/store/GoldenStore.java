package io.holdfast.store;

import io.holdfast.Durability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Makes a golden store with the code as it is: a zip of its files, and the text of what it holds, which comes from what
 * was sent and not from what is read. See {@code src/test/resources/golden/README.md}.
 */
final class GoldenStore {
    static final int MAX_MESSAGE_LENGTH = 256 << 10;
    static final String FOLDER = "/golden/";
    /** The run of the machine in which the last owner ended. */
    static final UUID LAST_BOOT = new UUID(1, 3);

    private static final long PEER = 0xfeed_0000_0000_0001L;
    private static final String[] WORDS = {"Straße", "naïve café", "данные", "数据库", "🚀 launch", "e\u0301",
        "tab-less", "\"quoted\\\"", "", "مرحبا"};

    private final Path root;
    private final GoldenWriter.Time time = new GoldenWriter.Time();
    private final List<String> text = new ArrayList<>();

    private GoldenStore(final Path root) {
        this.root = root;
    }

    /**
     * Writes {@code <name>.zip} and {@code <name>.txt}. The owner that was killed is told to be of another host: this
     * one's name is nobody's business.
     *
     * @param args folder for the two files and their name; of the process that this one starts and that is killed in
     *             the middle: the folder of the store and the file for the text
     */
    public static void main(final String[] args) throws Exception {
        if (args.length > 2) {
            new GoldenStore(Path.of(args[0])).fill(Path.of(args[1]));
            return;
        }
        final Path folder = Path.of(args[0]);
        final Path store = Files.createTempDirectory("golden");
        final List<String> command = new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(flag -> flag.startsWith("--"))
            .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), GoldenStore.class.getName(),
            store.toString(), folder.resolve(args[1] + ".txt").toString(), "fill"));
        final int ended = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (ended != Runtime.version().feature()) {
            throw new IllegalStateException("the process ended with " + ended);
        }
        pack(store, folder.resolve(args[1] + ".zip"));
        Folders.delete(store);
    }

    static StoreContext context(final UUID boot) {
        return new StoreContext().cycleSize(1 << 20).maxMessageLength(MAX_MESSAGE_LENGTH).bootId(boot);
    }

    private StoreRoot open(final String name, final UUID boot, final Durability durability) {
        return StoreRoot.open(root, name, context(boot).clock(time).durability(durability));
    }

    /** Ends the process without a farewell, so that two owners did not end in order. */
    private void fill(final Path textFile) throws IOException {
        time.epochNs -= 2 * GoldenWriter.DAY_NS;
        sessionDay();
        time.epochNs += 2 * GoldenWriter.DAY_NS;
        life();
        killed();
        synced();
        Files.write(textFile, text, StandardCharsets.UTF_8);
        Runtime.getRuntime().halt(Runtime.version().feature());
    }

    /** A session day that is over and was told. */
    private void sessionDay() {
        final LocalDate day = LocalDate.of(2026, 1, 3);
        final SessionDays days = new SessionDays(root, "Daily", context(LAST_BOOT).clock(time));
        final GoldenWriter writer = new GoldenWriter(time);
        try (StoreRoot opened = days.open(day)) {
            writer.on(opened.connection("Server"));
            writer.store().session().principal("CN=Server, O=Größe");
            writer.store().session().transport("TCP");
            writer.text(7, "the last word of a day");
            writer.text(7, "which the peer never got");
            writer.store().session().ended(time.epochNs);
            note("Daily20260103/Server", writer);
        }
        days.reported(day);
    }

    /** A connection that saw three boots, two logs of its peer, acks both ways, a purge and a repair. */
    private void life() throws IOException {
        final GoldenWriter writer = new GoldenWriter(time);
        try (StoreRoot opened = open("Client", new UUID(1, 1), Durability.PAGE_CACHE)) {
            opened.connection("Quiet");
            writer.on(opened.connection("Server"));
            for (int i = 0; i < 12; i++) {
                writer.large(1, 90_000 + i);
            }
            writer.store().receiveState().adopt(PEER, 1, 0);
            everyKind(writer, 100);
            writer.store().sendQueue().acked(writer.messages().get(14).index());
            writer.store().sendQueue().doWork();
        }
        time.epochNs += GoldenWriter.DAY_NS;
        try (StoreRoot opened = open("Client", new UUID(1, 2), Durability.PAGE_CACHE)) {
            writer.on(opened.connection("Server"));
            writer.store().sendQueue().doWork();
            writer.store().receiveState().adopt(PEER, 2, 90);
            everyKind(writer, 200);
            for (int i = 0; i < 600; i++) {
                writer.send(i % 5, 0, new byte[] {(byte) i, (byte) (i >> 8), (byte) 0xff});
            }
            writer.store().sendQueue().nextSessionCounter();
        }
        loseTwoMessages(writer);
        time.epochNs += GoldenWriter.DAY_NS;
        try (StoreRoot opened = open("Client", LAST_BOOT, Durability.PAGE_CACHE)) {
            writer.on(opened.connection("Server"));
            writer.store().receiveState().adopt(PEER + 1, 1, 0);
            everyKind(writer, 300);
            writer.store().sendQueue().doWork();
            note("Client/Server", writer);
            note("Client/Quiet", new GoldenWriter(time).on(opened.connection("Quiet")));
        }
    }

    private static void everyKind(final GoldenWriter writer, final long peer) {
        for (int i = 0; i < WORDS.length; i++) {
            writer.text(i - 2, WORDS[i]);
        }
        writer.reply(10, "answer to " + peer, peer);
        writer.batch(0, "first of a batch", "second", "третий");
        writer.send(Integer.MAX_VALUE, RecordDescriptor.FLAG_REPLAY, "again".getBytes(StandardCharsets.UTF_8));
        writer.send(Integer.MIN_VALUE, 0, new byte[] {0, 1, 2, (byte) 0xc3, (byte) 0x28, (byte) 0xff});
        writer.store().receiveState().consumed(peer + 5);
        writer.batch(peer + 7, "a batch that acks", WORDS[4]);
        writer.large(11, 20_000);
        writer.text(12, "line\nbreak\u0000");
    }

    /** Spoils one that was sent alone, and one of a batch, and has them repaired. */
    private void loseTwoMessages(final GoldenWriter writer) throws IOException {
        final List<GoldenMessage> all = writer.messages();
        final List<Integer> lost = List.of(lastOf(all, "данные"), lastOf(all, "second"));
        for (final int one : lost) {
            spoil(all.get(one));
        }
        try (OfflineConnection offline = OfflineConnection.open(root, "Client", "Server",
            context(new UUID(1, 2)).clock(time))) {
            offline.repair();
        }
        for (final int one : lost) {
            all.set(one, all.get(one).tombstone(all.get(one - 1)));
        }
    }

    private static int lastOf(final List<GoldenMessage> all, final String payload) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (payload.equals(new String(all.get(i).payload(), StandardCharsets.UTF_8))) {
                return i;
            }
        }
        throw new IllegalStateException("never sent: " + payload);
    }

    private void spoil(final GoldenMessage message) throws IOException {
        for (final Path file : CrashCopy.cycles(root.resolve("Client/Server"))) {
            final String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            final int at = bytes.lastIndexOf(new String(message.payload(), StandardCharsets.ISO_8859_1));
            if (CycleView.numberOf(file) == CycleView.numberOf(message.index()) && at > 0) {
                try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
                    content.seek(at);
                    content.write('#');
                }
                return;
            }
        }
        throw new IllegalStateException("not found: " + message);
    }

    /** Left open. */
    private void killed() {
        final GoldenWriter writer = new GoldenWriter(time);
        writer.on(open("Killed", LAST_BOOT, Durability.PAGE_CACHE).connection("Server"));
        writer.store().receiveState().adopt(PEER, 1, 0);
        everyKind(writer, 100);
        time.epochNs += GoldenWriter.DAY_NS;
        everyKind(writer, 200);
        writer.store().sendQueue().acked(writer.messages().get(3).index());
        note("Killed/Server", writer);
    }

    /** Left open, with messages that were not synced. */
    private void synced() {
        final GoldenWriter writer = new GoldenWriter(time);
        writer.on(open("Synced", LAST_BOOT, Durability.SYNC).connection("Server"));
        writer.store().receiveState().adopt(PEER, 1, 0);
        everyKind(writer, 100);
        writer.store().sync();
        writer.text(1, "nobody has waited for the disk to have this");
        writer.batch(0, "nor", "for this");
        note("Synced/Server", writer);
    }

    private void note(final String connection, final GoldenWriter writer) {
        final ConnectionStore store = writer.store();
        final Log log = store.sendQueue().log();
        text.add("connection " + connection + " incarnation=" + Long.toHexString(log.incarnation()) + " generation="
            + log.generation() + " first=" + Long.toHexString(log.firstIndex()) + " last="
            + Long.toHexString(log.lastIndex()) + " synced=" + Long.toHexString(log.syncedIndex()) + " acked="
            + Long.toHexString(store.sendQueue().ackedIndex()) + " consumed="
            + Long.toHexString(store.receiveState().consumed()) + " adoption=" + store.receiveState().adoption());
        writer.messages().stream().filter(message -> message.index() >= log.firstIndex())
            .forEach(message -> text.add(message.line()));
    }

    private static void pack(final Path store, final Path zip) throws IOException {
        try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out);
             Stream<Path> walk = Files.walk(store)) {
            for (final Path file : walk.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList()) {
                entries.putNextEntry(new ZipEntry(store.relativize(file).toString()));
                if (file.endsWith(OwnerLock.OWNER_NAME)) {
                    final Map<String, String> owner = TextRecord.decode(file, Files.readAllBytes(file));
                    owner.put("host", "golden.example");
                    entries.write(TextRecord.encode(owner));
                } else {
                    Files.copy(file, entries);
                }
            }
        }
    }

    /** Unpacks a golden store of the test resources. */
    static Path unpack(final String name, final Path folder) throws IOException {
        try (InputStream in = GoldenStore.class.getResourceAsStream(FOLDER + name + ".zip");
             ZipInputStream entries = new ZipInputStream(in)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                final Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(entries, file);
            }
        }
        return folder;
    }

    /** {@return what the text beside a golden store says of each connection} */
    static List<GoldenConnection> connections(final String name) throws IOException {
        try (InputStream in = GoldenStore.class.getResourceAsStream(FOLDER + name + ".txt")) {
            return GoldenConnection.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
    }
}

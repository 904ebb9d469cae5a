package io.holdfast.examples;

import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One run of each command that writes JSON, on a small store, such that each field that the command knows shows in some
 * line, if possible with a value. {@code examples/COMMANDS.md} is compared with what they print.
 */
final class CommandSamples {
    /** Stands for the folder of a store in which A has sent ten messages to B and three to C, which has acked one. */
    private static final String STORE = "<store>";
    /** Stands for the index of the first message of A to B. */
    private static final String INDEX = "<index>";
    /** Stands for a file beside the store, which {@code damage} may have made. */
    private static final String NEW_FILE = "<new>";
    /** Stands for the address of a server. */
    private static final String SERVER = "<server>";

    private static final long IN_THE_FIRST_MESSAGE = 33_268 + 42;
    private static final Supplier<StoreContext> CONTEXT =
        () -> new StoreContext().cycleSize(1 << 20).maxMessageLength(1000);
    private static final int TO_B = 10;
    private static final int TO_C = 3;

    /**
     * A run of a command.
     *
     * @param command its name
     * @param args    what follows it and {@code -o json}, with placeholders
     * @param damage  what happens to the store before
     */
    record Sample(String command, List<String> args, Consumer<Path> damage) {
        /** {@return whether it needs a server} */
        boolean needsServer() {
            return args.contains(SERVER);
        }

        /** {@return what to run} */
        String[] line(final Path store, final long index, final String server) {
            final List<String> line = new ArrayList<>(Arrays.asList(command.split(" ")));
            line.addAll(List.of("-o", "json"));
            args.forEach(arg -> line.add(arg.replace(STORE, store.toString())
                .replace(INDEX, Long.toHexString(index)).replace(NEW_FILE, store + "-new")
                .replace(SERVER, server)));
            return line.toArray(new String[0]);
        }
    }

    private CommandSamples() {
    }

    /** {@return a sample of each command with {@code -o json}: whoever adds one adds a line here} */
    static List<Sample> all() {
        return List.of(
            sample("doctor", "--store", STORE),
            new Sample("info", List.of("--store", STORE, "--remote", "B"), CommandSamples::beginAGeneration),
            sample("ls", "--store", STORE),
            sample("dump", "--store", STORE, "--remote", "B"),
            sample("tail", "--store", STORE, "--remote", "B"),
            sample("get", "--store", STORE, "--remote", "B", INDEX),
            sample("grep", "--store", STORE, "--remote", "B", "message"),
            sample("stats", "--store", STORE, "--remote", "B"),
            sample("top", "--store", STORE, "--interval", "1s", "--count", "2"),
            sample("replay", "--store", STORE, "--remote", "B", "--to", SERVER, "--speed", "max"),
            new Sample("import", List.of("--store", STORE, "--remote", "B", "--file", NEW_FILE, "--yes"),
                CommandSamples::writeALine),
            new Sample("verify", List.of("--store", STORE), CommandSamples::damageAMessage),
            new Sample("repair", List.of("--store", STORE), CommandSamples::damageAMessage),
            sample("reset", "--store", STORE, "--remote", "B", "--outgoing", "--yes"),
            sample("ack", "--store", STORE, "--remote", "B", "0x8", "--yes"),
            sample("purge", "--store", STORE)
        );
    }

    private static Sample sample(final String command, final String... args) {
        return new Sample(command, List.of(args), store -> { });
    }

    private static void damageAMessage(final Path store) {
        try (Stream<Path> files = Files.list(store.resolve("A/B/send"));
             RandomAccessFile file = new RandomAccessFile(files.filter(path -> path.toString().endsWith(".cq4"))
                 .findFirst().orElseThrow().toFile(), "rw")) {
            file.seek(IN_THE_FIRST_MESSAGE);
            file.writeInt(-1);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeALine(final Path store) {
        try {
            Files.writeString(Path.of(store + "-new"), "{\"payload\":\"more\"}");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A log that has lost what was known of its end goes on as a new generation. */
    private static void beginAGeneration(final Path store) {
        try {
            Files.delete(store.resolve("A/B/state"));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        try (StoreRoot root = StoreRoot.open(store, "A", CONTEXT.get())) {
            root.connection("B");
        }
    }

    /**
     * Makes a store for one run.
     *
     * @return the index of the first message of A to B
     */
    static long fill(final Path folder) {
        try (StoreRoot root = StoreRoot.open(folder, "A", CONTEXT.get())) {
            final ConnectionStore toB = root.connection("B");
            final ConnectionStore toC = root.connection("C");
            final long first = offer(toB, TO_B);
            toB.sendQueue().acked(first);
            toB.receiveState().adopt(0x1234_5677, 1, 0x20);
            toB.receiveState().adopt(0x1234_5678, 1, 0x10);
            toB.session().principal("someone");
            toB.session().transport("TCP");
            toC.sendQueue().acked(offer(toC, TO_C));
            return first;
        }
    }

    private static long offer(final ConnectionStore store, final int count) {
        long first = 0;
        for (int i = 0; i < count; i++) {
            final byte[] payload = ("message " + i).getBytes(StandardCharsets.UTF_8);
            final long index = store.sendQueue().offer(i % 3, 0, payload, Jvm.arrayByteBaseOffset(), payload.length);
            first = first == 0 ? index : first;
        }
        return first;
    }
}

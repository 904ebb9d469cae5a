package io.holdfast.examples.journal;

import io.holdfast.examples.Programs;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StateFacts;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A store whose connections differ in all by which they are listed, from 2018-07-14T09:00:00Z on. Of A: with G two
 * unacked messages of 200 bytes in two cycles, a day apart; then with D one of 1000 bytes; with C five of 10 bytes, of
 * which two are acked; with B none. Of E: with F one message, the newest, which is acked.
 */
final class ListedStore {
    static final long START_NS = TimeUnit.SECONDS.toNanos(Instant.parse("2018-07-14T09:00:00Z").getEpochSecond());
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;
    private final SmallStore.Time clock = new SmallStore.Time();
    private final Map<String, List<Long>> indices = new HashMap<>();

    private ListedStore(final Path folder) {
        this.folder = folder;
        clock.pass(START_NS - clock.epochNs());
    }

    static ListedStore make(final Path folder) {
        final ListedStore store = new ListedStore(folder);
        try (StoreRoot a = store.open("A"); StoreRoot e = store.open("E")) {
            final ConnectionStore g = a.connection("G");
            store.send(g, 200);
            store.clock.pass(TimeUnit.DAYS.toNanos(1));
            g.sendQueue().doWork();
            store.send(g, 200);
            store.send(a.connection("D"), 1000);
            final ConnectionStore c = a.connection("C");
            store.send(c, 10);
            c.sendQueue().acked(store.send(c, 10));
            store.send(c, 10);
            store.send(c, 10);
            store.send(c, 10);
            a.connection("B");
            final ConnectionStore f = e.connection("F");
            f.sendQueue().acked(store.send(f, 10));
        }
        return store;
    }

    StoreRoot open(final String name) {
        return StoreRoot.open(folder, name,
            new StoreContext().cycleSize(1 << 20).maxMessageLength(1000).retainBytes(1L << 30).clock(clock));
    }

    SmallStore.Time clock() {
        return clock;
    }

    long send(final ConnectionStore store, final int length) {
        final long index = store.sendQueue().offer(1, 0, new byte[length], Jvm.arrayByteBaseOffset(), length);
        clock.pass(SECOND_NS);
        indices.computeIfAbsent(folder.relativize(store.directory()).toString(), key -> new ArrayList<>()).add(index);
        return index;
    }

    /** {@return the index of a message of a connection, the first of which is 1, as programs write it; 0 for none} */
    String index(final String connection, final int message) {
        return message == 0 ? "-" : Long.toHexString(indices.get(connection).get(message - 1));
    }

    Path folder() {
        return folder;
    }

    /** {@return the incarnation of a log, as programs write it} */
    String incarnation(final String connection) {
        try {
            return Long.toHexString(StateFacts.of(folder.resolve(connection)).incarnation());
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** {@return the newest cycle file of a log} */
    Path newestCycle(final String connection) {
        try (Stream<Path> files = Files.list(folder.resolve(connection).resolve("send"))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).sorted().reduce((one, next) -> next)
                .orElseThrow();
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** {@return the length of all files of a connection} */
    long diskBytes(final String connection) {
        try (Stream<Path> files = Files.walk(folder.resolve(connection))) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** {@return each file and folder of the store with its content and when it was last written} */
    List<String> content() {
        try (Stream<Path> files = Files.walk(folder)) {
            final List<String> content = new ArrayList<>();
            for (final Path file : files.sorted().toList()) {
                content.add(file + " " + Files.getLastModifiedTime(file)
                    + (Files.isDirectory(file) ? "" : " " + Arrays.hashCode(Files.readAllBytes(file))));
            }
            return content;
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Runs a program over the store. */
    Programs run(final int exitCode, final String command, final String... more) {
        final Programs programs = new Programs();
        final List<String> args = Stream.concat(Stream.of(command, "--store", folder.toString()), Stream.of(more))
            .toList();
        assertEquals(exitCode, programs.run(args.toArray(new String[0])), () -> programs.out() + programs.err());
        return programs;
    }

    /** {@return the cells of a table's lines, without those at the end of a line that are empty} */
    static List<List<String>> cells(final String table) {
        return table.lines().map(line -> Arrays.asList(line.strip().split(" {2,}"))).toList();
    }
}

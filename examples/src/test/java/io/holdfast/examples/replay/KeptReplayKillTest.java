package io.holdfast.examples.replay;

import io.holdfast.Connection;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySink;
import io.holdfast.store.journal.ReplaySpeed;
import io.holdfast.store.journal.Replayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A kept replay is killed at every step: what its folder holds then is run to the end, and holds each message once. */
class KeptReplayKillTest {
    private static final int COUNT = 9;
    private static final int MIXES = 25;
    private static final Map<String, String> WANTED = Map.of("log", "A to B");
    /** Closing another channel of it would let go of the lock. */
    private static final String LOCK = "owner.lock";

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<Path> images = new ArrayList<>();
    private List<String> chosen;

    @TempDir
    private Path folder;
    private Path current;

    @BeforeEach
    void record() {
        chosen = Recording.make(folder.resolve("log"), COUNT).received().stream()
            .filter(text -> !text.startsWith("replay 1 ")).toList();
        current = folder.resolve("kept");
    }

    @Test
    void eachMessageIsSentOnceWhereverItIsKilled() throws IOException {
        run(true);
        final List<Path> firstRun = List.copyOf(images);

        for (final Path image : firstRun) {
            current = image;
            run(false);

            assertEquals(chosen, sent(), () -> "killed at step " + firstRun.indexOf(image));
        }
        assertEquals(3 + COUNT + 2 * chosen.size(), firstRun.size());
    }

    @Test
    void whoIsKilledAgainAndAgainSendsEachMessageOnceToo() throws IOException {
        int runs = 0;
        do {
            images.clear();
            run(true);
            current = images.get(random.nextInt(images.size()));
            runs++;
        } while (runs < 6);
        run(false);

        assertEquals(chosen, sent(), () -> "seed=" + seed);
    }

    /** After a power loss the files may be of different instants. */
    @Test
    void filesOfDifferentInstantsLoseNothing() throws IOException {
        run(true);
        final List<Path> planned = images.stream().filter(image -> Files.exists(image.resolve("replay"))).toList();

        for (int i = 0; i < MIXES; i++) {
            final int store = random.nextInt(planned.size());
            final int places = random.nextInt(planned.size());
            current = folder.resolve("mix" + i);
            copy(planned.get(store), current);
            Files.delete(current.resolve("sent"));
            Files.copy(planned.get(places).resolve("sent"), current.resolve("sent"));
            run(false);

            assertEquals(chosen, sent(), () -> "seed=" + seed + " store=" + store + " places=" + places);
        }
    }

    private void run(final boolean isCut) {
        cut(isCut);
        try (KeptReplay kept = KeptReplay.open(current, WANTED);
             Client client = Client.open(new ClientContext().name("replay").remoteName("S").store(kept.store())
                 .endpoint(new InetSocketAddress("127.0.0.1", 1)));
             Journal journal = Journal.open(folder.resolve("log"), "A", "B");
             JournalReader reader = journal.reader()) {
            cut(isCut);
            final JournalFilter filter = JournalFilter.ANY.types(0, 2);
            final Connection connection = client.connection();
            if (kept.isBegun()) {
                kept.resume(connection, journal, reader, filter);
            } else {
                kept.begin(connection, 0, journal.lastIndex(), null);
            }
            cut(isCut);
            final ReplaySink sink = ReplaySink.into(connection);
            final SentWindow window = new SentWindow(connection, message -> cutting(sink, message, isCut),
                kept.places());
            final Replayer replayer = Replayer.of(reader, window,
                new ReplayContext().speed(ReplaySpeed.max()).filter(filter));
            while (replayer.doWork(1) > 0) {
                window.passed(replayer.progress().passedOrdinal());
                cut(isCut);
            }
        }
    }

    private long cutting(final ReplaySink sink, final JournalMessage message, final boolean isCut) {
        cut(isCut);
        final long result = sink.send(message);
        cut(isCut);
        return result;
    }

    private void cut(final boolean isWanted) {
        if (isWanted) {
            final Path image = folder.resolve("image" + images.size() + "-" + random.nextLong());
            copy(current, image);
            images.add(image);
        }
    }

    private List<String> sent() {
        final List<String> sent = new ArrayList<>();
        try (Journal journal = Journal.open(current.resolve("store"), "replay", "S");
             JournalReader reader = journal.reader()) {
            while (reader.next()) {
                final byte[] payload = new byte[reader.message().length()];
                reader.message().copyTo(payload, 0);
                sent.add("replay " + reader.message().type() + " "
                    + new String(payload, StandardCharsets.ISO_8859_1));
            }
        }
        return sent;
    }

    private static void copy(final Path from, final Path to) {
        try {
            if (!Files.exists(from)) {
                Files.createDirectories(to);
                return;
            }
            try (Stream<Path> tree = Files.walk(from)) {
                for (final Path path : tree.filter(each -> !each.endsWith(LOCK)).toList()) {
                    Files.copy(path, to.resolve(from.relativize(path).toString()));
                }
            }
        } catch (final IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}

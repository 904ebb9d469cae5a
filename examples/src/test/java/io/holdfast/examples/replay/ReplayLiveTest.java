package io.holdfast.examples.replay;

import io.holdfast.examples.Programs;
import io.holdfast.examples.ReceivingServer;
import io.holdfast.store.SendQueue;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code replay} of a log whose owner writes, purges or resets it meanwhile. */
class ReplayLiveTest {
    private static final StoreContext CONTEXT = new StoreContext().cycleSize(1 << 20).maxMessageLength(10_000);
    private static final String FILLER = "-".repeat(9000);
    private static final int MANY = 400;
    /** Takes ten seconds at the rate of these tests, a cycle less than one. */
    private static final int MORE = 3000;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Programs programs = new Programs();
    private final List<String> written = new ArrayList<>();

    @TempDir
    private Path folder;
    private StoreRoot root;
    private SendQueue queue;
    private ReceivingServer server;

    @BeforeEach
    void open() {
        root = StoreRoot.open(folder.resolve("store"), "A", CONTEXT);
        queue = root.connection("B").sendQueue();
        server = ReceivingServer.start(folder.resolve("server"));
    }

    @AfterEach
    void close() {
        server.close();
        root.close();
    }

    @Test
    void itFollowsALiveWriterOverRollsUpToItsLimit() throws IOException {
        append(3);
        final CompletableFuture<Integer> replay = replay("--follow", "--limit", String.valueOf(MANY + 3));
        await(() -> server.received().size() == 3);
        for (int i = 0; i < MANY; i += 50) {
            append(50);
            final int so = written.size();
            await(() -> server.received().size() == so);
        }
        append(1);

        assertEquals(0, replay.join(), programs.err());
        assertEquals(written.subList(0, MANY + 3), server.received());
        assertTrue(cycles() > 3, "over rolls");
    }

    @Test
    void itFollowsUpToAnEndThatIsNotThereYet() {
        append(3);
        final CompletableFuture<Integer> replay = replay("--follow", "--until", "+6", "-o", "json");
        await(() -> server.received().size() == 3);
        append(20);

        assertEquals(0, replay.join(), programs.err());
        assertEquals(written.subList(0, 5), server.received());
        assertTrue(programs.out().contains("\"complete\":true,\"messages\":5,"), programs.out());
    }

    @Test
    void withoutFollowItEndsWithTheMessageThatWasTheLast() {
        append(MANY);
        final CompletableFuture<Integer> replay = replay("--rate", "1000");
        await(() -> !server.received().isEmpty());
        append(20);

        assertEquals(0, replay.join(), programs.err());
        assertEquals(written.subList(0, MANY), server.received());
    }

    @Test
    void whatTheOwnerDeletesBeforeItIsReadEndsItWithAWordAndNothingIsPassedOver() {
        append(MORE);
        final CompletableFuture<Integer> replay = replay("--rate", "300", "--timeout", "30");
        await(() -> !server.received().isEmpty());
        purge();

        assertEquals(2, replay.join());
        final int received = server.received().size();
        assertTrue(received < MORE, () -> "received=" + received);
        assertEquals(written.subList(0, received), server.received());
        assertTrue(programs.err().contains(" are gone: the first that is still there is "), programs.err());
        assertTrue(programs.err().contains("; " + received + " of " + received + " messages sent are acked, up to"
            + " index "), programs.err());
    }

    @Test
    void aKeptReplayTellsHowToSendWhatIsLeftThen() {
        append(MORE);
        final CompletableFuture<Integer> replay = replay("--rate", "300", "--timeout", "30", "--keep",
            folder.resolve("kept").toString());
        await(() -> !server.received().isEmpty());
        purge();

        assertEquals(2, replay.join());
        final String left = programs.err().replaceAll("(?s).* is still there is ([0-9a-f]+).*", "$1");
        assertTrue(programs.err().endsWith("; to send what is left, replay with --from " + left + " and another --keep"
            + " DIR\n"), programs.err());
    }

    @Test
    void aResetOfALogThatIsFollowedEndsIt() {
        append(3);
        final CompletableFuture<Integer> replay = replay("--follow");
        await(() -> server.received().size() == 3);
        reset();

        assertEquals(2, replay.join());
        assertTrue(programs.err().startsWith("holdfast replay: "), programs.err());
        assertTrue(programs.err().contains("the log was reset while it was read"), programs.err());
        assertTrue(programs.err().contains("; 3 of 3 messages sent are acked, "), programs.err());
    }

    /** What is mapped may still be sent. */
    @Test
    void aResetWhileItReadsEndsItAndNothingOfTheNewLogIsSent() {
        append(MORE);
        final CompletableFuture<Integer> replay = replay("--rate", "300", "--timeout", "30");
        await(() -> !server.received().isEmpty());
        reset();
        append(MORE);

        assertEquals(2, replay.join(), programs.err());
        final int received = server.received().size();
        assertTrue(received < MORE, () -> "received=" + received);
        assertEquals(written.subList(0, received), server.received());
        assertEquals(1, programs.err().lines().count(), programs.err());
    }

    private void append(final int count) {
        for (int i = 0; i < count; i++) {
            final String text = written.size() + FILLER;
            final byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
            assertTrue(queue.offer(7, 0, payload, Jvm.arrayByteBaseOffset(), payload.length) > 0);
            written.add("replay 7 " + text);
        }
    }

    private void purge() {
        queue.acked(queue.lastIndex());
        for (int i = 0; i < MORE; i++) {
            queue.log().purge(queue.lastIndex());
        }
    }

    private void reset() {
        root.close();
        assertEquals(0, new Programs().run("reset", "--store", folder.resolve("store").toString(), "--remote", "B",
            "--outgoing", "--yes"));
        root = StoreRoot.open(folder.resolve("store"), "A", CONTEXT);
        queue = root.connection("B").sendQueue();
    }

    private long cycles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store/A/B/send"))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).count();
        }
    }

    private CompletableFuture<Integer> replay(final String... options) {
        final List<String> line = new ArrayList<>(List.of("replay", "--store", folder.resolve("store").toString(),
            "--to", server.address()));
        line.addAll(List.of(options));
        if (!line.contains("--rate")) {
            line.addAll(List.of("--speed", "max"));
        }
        return CompletableFuture.supplyAsync(() -> programs.run(line.toArray(new String[0])));
    }

    private void await(final BooleanSupplier condition) {
        for (long waitedNs = 0; !condition.getAsBoolean(); waitedNs += POLL_NS) {
            assertTrue(waitedNs < TIMEOUT_NS, () -> "does not come; received=" + server.received().size() + " "
                + programs.err());
            LockSupport.parkNanos(POLL_NS);
        }
    }
}

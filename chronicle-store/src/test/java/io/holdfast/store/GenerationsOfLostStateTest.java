package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A log whose {@code state} is lost still tells what survived of generations, from the marks in its cycles. */
class GenerationsOfLostStateTest {
    @TempDir
    private Path folder;

    private enum Loss {
        DELETED, CUT, ZEROED, IDENTITY_DAMAGED;

        void happenTo(final Path file) throws IOException {
            if (this == DELETED) {
                Files.delete(file);
                return;
            }
            try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
                if (this == CUT) {
                    content.setLength(100);
                } else {
                    content.seek(this == ZEROED ? 0 : 20);
                    content.write(new byte[this == ZEROED ? LogState.LENGTH : 50]);
                }
            }
        }
    }

    private StoreContext context(final int boot) {
        return Connections.context().bootId(new UUID(boot, boot));
    }

    private long send(final int boot, final int generation) {
        try (StoreRoot root = StoreRoot.open(folder, "Client", context(boot))) {
            final ConnectionStore store = root.connection("Server");
            assertEquals(generation, store.sendQueue().log().generation());
            return Connections.offer(store.sendQueue(), 100);
        }
    }

    private Path connection() {
        return folder.resolve("Client/Server");
    }

    private List<Finding> verify(final int boot) {
        return ConnectionVerify.run(folder, "Client", "Server", context(boot), VerifyListener.NONE).findings();
    }

    private boolean mayRefuse(final int boot) {
        return verify(boot).stream().anyMatch(finding -> finding.text().contains("INDEX_MISMATCH"));
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void eachGenerationEndsWhereItsSuccessorBegan(final Loss loss) throws IOException {
        final long first = send(1, 1);
        final long second = send(2, 2);
        final long third = send(3, 3);

        loss.happenTo(connection().resolve("state"));
        final boolean mayRefuse = mayRefuse(3);

        assertEquals(false, mayRefuse);
        try (StoreRoot root = StoreRoot.open(folder, "Client", context(3))) {
            final Log log = root.connection("Server").sendQueue().log();
            assertEquals(4, log.generation());
            assertEquals(first, log.lastIndexOfGeneration(1));
            assertEquals(second, log.lastIndexOfGeneration(2));
            assertEquals(third, log.lastIndexOfGeneration(3));
        }
    }

    @Test
    void aGenerationThatBeganWithACycleOfItsOwnIsMarkedThere() throws IOException {
        final long first = send(1, 1);
        final List<Path> cycles = CrashCopy.cycles(connection());
        final long end = CycleEnds.of(cycles.get(0));
        try (RandomAccessFile content = new RandomAccessFile(cycles.get(0).toFile(), "rw")) {
            content.seek(end);
            content.writeInt(Integer.reverseBytes(ChronicleFormat.END_OF_FILE));
        }
        final long second = send(2, 2);
        assertEquals(2, CrashCopy.cycles(connection()).size());

        Files.delete(connection().resolve("state"));

        assertEquals(false, mayRefuse(2));
        try (StoreRoot root = StoreRoot.open(folder, "Client", context(2))) {
            final Log log = root.connection("Server").sendQueue().log();
            assertEquals(first, log.lastIndexOfGeneration(1));
            assertEquals(second, log.lastIndexOfGeneration(2));
        }
    }

    @Test
    void aMarkThatIsDamagedTooMakesTheGenerationUnknownAndAToolSaysWhatThePeerWillDo() throws IOException {
        send(1, 1);
        final Path cycle = CrashCopy.cycles(connection()).get(0);
        final long mark = CycleEnds.of(cycle);
        send(2, 2);
        try (RandomAccessFile content = new RandomAccessFile(cycle.toFile(), "rw")) {
            content.seek(mark + MetaExcerpt.BODY_OFFSET + 24);
            content.writeLong(-1);
        }
        Files.delete(connection().resolve("state"));

        final List<Finding> findings = verify(2);

        assertTrue(findings.stream().anyMatch(finding -> finding.text().contains("holdfast ack INDEX")),
            findings::toString);
        try (OfflineConnection offline = OfflineConnection.open(folder, "Client", "Server", context(2))) {
            offline.repair();
        }
        try (StoreRoot root = StoreRoot.open(folder, "Client", context(2))) {
            assertEquals(-1, root.connection("Server").sendQueue().log().lastIndexOfGeneration(1));
        }
    }
}

package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Transport;
import io.holdfast.store.AckSurgery;
import io.holdfast.store.CycleSurgery;
import io.holdfast.store.Log;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A peer damages its own files while the other side reads them: that side ends the session, says why, changes nothing
 * of its own, and goes on by TCP if it may.
 */
class PeerStoreFaultTest extends PairFixture {
    private static final int PREAMBLE = 33_040;

    /** What the hostile side does to its files, whose connection folder is given, and how that is undone. */
    enum Damage {
        FLIPPED_BIT("does not hold what was written") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                final CycleSurgery first = firstUnread(folder, way);
                first.flip(40);
                return () -> first.flip(40);
            }
        },
        FLIPPED_BIT_IN_HEADER("does not hold what was written") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                final CycleSurgery first = firstUnread(folder, way);
                first.flip(5);
                return () -> first.flip(5);
            }
        },
        LENGTH_TOO_LONG("cannot be") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return header(folder, way, 0x3FFF_FFFF);
            }
        },
        LENGTH_TOO_SHORT("not allowed") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return header(folder, way, 8);
            }
        },
        HIDDEN_MESSAGE("does not hold what was written") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return header(folder, way, 0x4000_0000 | firstUnread(folder, way).header());
            }
        },
        ACK_BACKWARDS("which is not between") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return ack(folder, back, back.sender().ackedIndex() - 1);
            }
        },
        NO_ACK("which is not between") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return ack(folder, back, 0);
            }
        },
        ACK_BEYOND_LAST("which is not between") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return ack(folder, back, back.sender().lastIndex() + 1);
            }
        },
        ACK_FAR_BEYOND_LAST("which is not between") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return ack(folder, back, Long.MAX_VALUE);
            }
        },
        NEGATIVE_ACK("which is not between") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return ack(folder, back, -1);
            }
        },
        FOLDER_GONE("are gone") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return movedAway(folder);
            }
        },
        ACK_FILE_GONE("are gone") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return movedAway(folder.resolve("ack"));
            }
        },
        STATE_FILE_GONE("are gone") {
            @Override
            Runnable inflict(final Path folder, final Way way, final Way back) {
                return movedAway(folder.resolve("state"));
            }
        };

        private final String text;

        Damage(final String text) {
            this.text = text;
        }

        abstract Runnable inflict(Path folder, Way way, Way back);

        /** How many messages the victim takes: if the damage is not in one of them, they must not hide it. */
        private int limit() {
            return ordinal() <= HIDDEN_MESSAGE.ordinal() ? 1000 : 0;
        }

        private static CycleSurgery firstUnread(final Path folder, final Way way) {
            return CycleSurgery.at(folder, way.receiver().consumedIndex() + 1);
        }

        private static Runnable header(final Path folder, final Way way, final int value) {
            final CycleSurgery first = firstUnread(folder, way);
            final int before = first.header();
            first.header(value);
            return () -> first.header(before);
        }

        private static Runnable ack(final Path folder, final Way back, final long index) {
            final Log acked = ((PeerConnection) back.sender()).store().sendQueue().log();
            final long before = AckSurgery.set(folder, acked, index);
            return () -> AckSurgery.set(folder, acked, before);
        }

        private static Runnable movedAway(final Path path) {
            final Path away = path.resolveSibling("away");
            move(path, away);
            return () -> move(away, path);
        }

        private static void move(final Path from, final Path to) {
            try {
                Files.move(from, to);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Way way;
    private Way back;

    static Stream<Arguments> damages() {
        return Arrays.stream(Damage.values()).flatMap(damage -> Stream.of(Arguments.of(damage, true),
            Arguments.of(damage, false)));
    }

    @BeforeEach
    void bySharedMemoryIfPossible() {
        pair.transport = Transport.AUTO;
    }

    private Path hostileFolder() {
        return way.sender() == pair.atClient() ? pair.clientStore().resolve("C/S") : pair.serverStore().resolve("S/C");
    }

    private Path victimStore() {
        return way.sender() == pair.atClient() ? pair.serverStore() : pair.clientStore();
    }

    /** Both have acks of each other, and the victim has messages that it has not read yet. */
    private void begin(final boolean isToServer) {
        way = new Way(pair, isToServer);
        back = new Way(pair, !isToServer);
        connect();
        way.exchange(0, 3);
        back.exchange(0, 3);
        way.receiverSide().limit = 0;
        way.senderSide().limit = 0;
        way.send(3, 6);
        back.send(3, 6);
        pair.poll(100);
    }

    private static Map<Path, byte[]> contents(final Path store) {
        final Map<Path, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(store)) {
            for (final Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readAllBytes(file));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    private void assertVictimEndsTheSession(final Damage damage) {
        final Map<Path, byte[]> before = contents(victimStore());
        way.receiverSide().limit = damage.limit();
        pair.pollUntil("ended", () -> !way.receiverSide().disconnects.isEmpty());

        assertEquals(List.of(DisconnectReason.PEER_STORE_FAULT), way.receiverSide().disconnects);
        final String event = way.receiverSide().event("disconnected PEER_STORE_FAULT");
        assertTrue(event.contains(damage.text), event);
        assertTrue(event.contains("path=" + hostileFolder()), event);
        assertEquals(Way.texts(0, 3), way.receiverSide().received);
        final Map<Path, byte[]> after = contents(victimStore());
        assertEquals(before.keySet(), after.keySet());
        before.forEach((file, bytes) -> assertEquals(-1, Arrays.mismatch(bytes, after.get(file)), file::toString));
        assertEquals(3, back.sender().unackedMessages(), "nothing counts as acked, so nothing is deleted");
    }

    private void assertEverythingArrivesOnce() {
        way.senderSide().limit = 1000;
        pair.pollUntilAcked();
        assertEquals(Way.texts(0, 6), way.receiverSide().received);
        assertEquals(Way.texts(0, 6), back.receiverSide().received);
        assertEquals(List.of(), Stream.of(pair.atServer, pair.atClient).flatMap(side -> side.events.stream())
            .filter(event -> event.startsWith("fault") || event.startsWith("refused")).toList());
    }

    @ParameterizedTest
    @MethodSource("damages")
    void theVictimSaysSoAndGoesOnByTcpAndThenBySharedMemoryAgain(final Damage damage, final boolean isToServer) {
        begin(isToServer);
        final Runnable undo = damage.inflict(hostileFolder(), way, back);

        assertVictimEndsTheSession(damage);
        undo.run();
        way.receiverSide().limit = 1000;
        pair.pollUntilReconnected();

        assertEquals(Transport.TCP, way.receiver().transport());
        assertEquals(Transport.TCP, way.sender().transport());
        assertEverythingArrivesOnce();
        way.sender().disconnect();
        pair.pollUntilReconnected();
        assertEquals(Transport.SHM, way.receiver().transport());
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aVictimThatDemandsSharedMemoryTriesAgainAndAgain(final Damage damage, final boolean isToServer) {
        new Way(pair, isToServer).receiverOptions(context -> context.transport(Transport.SHM));
        begin(isToServer);
        final Runnable undo = damage.inflict(hostileFolder(), way, back);
        way.receiverSide().limit = damage.limit();

        pair.pollUntil("some faults", () -> Collections.frequency(way.receiverSide().disconnects,
            DisconnectReason.PEER_STORE_FAULT) >= 3);
        assertEquals(Way.texts(0, 3), way.receiverSide().received);
        undo.run();
        way.receiverSide().limit = 1000;
        pair.pollUntil("all is well", () -> way.receiver().state() == ConnectionState.CONNECTED
            && way.receiverSide().received.size() == 6);

        assertEquals(Transport.SHM, way.receiver().transport());
        assertEverythingArrivesOnce();
    }

    @ParameterizedTest
    @MethodSource("sides")
    void aPeerThatFillsItsFileWithGarbageCannotMakeTheVictimThrow(final boolean isToServer) throws IOException {
        begin(isToServer);
        final Path cycle = CycleSurgery.at(hostileFolder(), way.sender().lastIndex()).file();
        final byte[] garbage = new byte[(int) Files.size(cycle) - PREAMBLE - 300];
        Arrays.fill(garbage, (byte) 0x7E);
        CycleSurgery.write(cycle, PREAMBLE + 300, garbage);
        Files.write(hostileFolder().resolve("state"), new byte[4096], StandardOpenOption.WRITE);
        way.receiverSide().limit = 1000;

        pair.pollUntil("ended", () -> !way.receiverSide().disconnects.isEmpty());

        assertEquals(DisconnectReason.PEER_STORE_FAULT, way.receiverSide().disconnects.get(0));
        final Connection victim = way.receiver();
        assertEquals(3, victim.unackedMessages());
        assertTrue(TestPair.send(victim, "the victim's own store is well") > 0);
    }

    static Stream<Boolean> sides() {
        return Stream.of(true, false);
    }
}

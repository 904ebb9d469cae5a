package io.holdfast.examples.lines;

import io.holdfast.examples.command.TemporaryFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class PeerDamageTest {
    private static final int IN_FULL_FLOW = Integer.getInteger("holdfast.peerDamages", 1);
    /** What may befall only what has been read. */
    private static final Set<PeerDamage> BEHIND_THE_READER =
        EnumSet.of(PeerDamage.LOG_OVERWRITTEN, PeerDamage.LOG_BYTES_CHANGED);
    private static final String FAULT = "reason=PEER_STORE_FAULT";

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aReceiverOutlivesADamageToItsSendersFiles(final PeerDamage damage) throws IOException {
        final Path output = folder.resolve("output");
        try (LinePair pair = new LinePair(folder)) {
            pair.startReceiver(output);
            pair.startSender("shm");
            pair.warmUp(output);
            LinePair.freeze(pair.receiver());
            pair.write(LinePair.MANY);
            LinePair.freeze(pair.sender());

            damage.inflictOn(pair.connectionOf("A"), random);
            LinePair.thaw(pair.receiver());

            pair.await(about(damage, "the receiver does not notice"),
                () -> pair.receiver().errorText().contains(FAULT));
            LinePair.thaw(pair.sender());
            pair.write(1);
            assertReceiverUnharmed(pair, output, damage);
        }
    }

    /** Whether the receiver meets with the damage or with the end of its sender, which may not survive it, is open. */
    @ParameterizedTest
    @MethodSource("damagesInFullFlow")
    void aReceiverOutlivesADamageInFullFlow(final PeerDamage damage) throws IOException {
        final Path output = folder.resolve("output");
        try (LinePair pair = new LinePair(folder)) {
            pair.startReceiver(output);
            pair.startSender("shm");
            pair.warmUp(output);
            pair.write(random.nextInt(LinePair.MANY));

            damage.inflictOn(pair.connectionOf("A"), random);

            pair.await(about(damage, "the receiver neither notices nor goes on"),
                () -> pair.receiver().errorText().contains(FAULT) || !pair.sender().isAlive()
                    || BEHIND_THE_READER.contains(damage) && output.toFile().length() == pair.input().length);
            assertReceiverUnharmed(pair, output, damage);
        }
    }

    static Stream<PeerDamage> damagesInFullFlow() {
        return Stream.generate(() -> List.of(PeerDamage.values())).flatMap(List::stream).limit(IN_FULL_FLOW);
    }

    private void assertReceiverUnharmed(final LinePair pair, final Path output, final PeerDamage damage)
        throws IOException {
        assertTrue(pair.receiver().isAlive(), () -> pair.about(about(damage, "ended"), pair.receiver()));
        pair.receiver().terminate();
        pair.await(about(damage, "the receiver does not end"), () -> !pair.receiver().isAlive());
        pair.assertUnharmed(pair.receiver(), LinePair.EXIT_CODE_OF_SIGTERM);
        assertIsBeginningOf(pair.input(), Files.readAllBytes(output), damage);
    }

    @ParameterizedTest
    @EnumSource(names = {"ACK_CUT", "ACK_OVERWRITTEN"})
    void aSenderOutlivesADamageToItsReceiversFilesWithEveryLineKept(final PeerDamage damage) throws IOException {
        final Path output = folder.resolve("output");
        try (LinePair pair = new LinePair(folder)) {
            pair.startReceiver(output);
            pair.startSender("auto");
            pair.warmUp(output);
            LinePair.freeze(pair.receiver());

            damage.inflictOn(pair.connectionOf("B"), random);

            pair.awaitWhileWriting(about(damage, "the sender does not notice"),
                () -> pair.sender().errorText().contains(FAULT));
            pair.receiver().kill();
            TemporaryFolder.delete(pair.storeOf("B"));
            final Path later = pair.startReceiver();
            pair.finish();
            pair.assertUnharmed(pair.sender(), 0);
            assertCover(pair.input(), Files.readAllBytes(output), Files.readAllBytes(later), damage);
        }
    }

    private void assertIsBeginningOf(final byte[] whole, final byte[] part, final PeerDamage damage) {
        assertTrue(part.length <= whole.length && Arrays.equals(part, Arrays.copyOf(whole, part.length)),
            about(damage, "a line arrived that was not sent"));
    }

    /** The later part begins where the sender knew of an ack, which is at the end of the earlier one or before. */
    private void assertCover(final byte[] whole, final byte[] earlier, final byte[] later, final PeerDamage damage) {
        assertIsBeginningOf(whole, earlier, damage);
        final int start = whole.length - later.length;
        assertTrue(start >= 0 && start <= earlier.length, about(damage, "lines are missing: the earlier receiver got "
            + earlier.length + " bytes, the later one what is behind " + start));
        assertArrayEquals(Arrays.copyOfRange(whole, start, whole.length), later);
    }

    private String about(final PeerDamage damage, final String what) {
        return damage + ", seed " + seed + ": " + what;
    }
}

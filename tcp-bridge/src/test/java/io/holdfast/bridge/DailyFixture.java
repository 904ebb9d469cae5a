package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DailyRoll;
import io.holdfast.store.LogReader;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A pair whose clock stands a little before the roll from 2024-10-03 to 2024-10-04. */
abstract class DailyFixture extends PairFixture {
    /** From the start of the clock to the first roll. */
    static final long ROLL_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(300);
    static final DailyRoll ROLL = DailyRoll.at(LocalTime.NOON.plusNanos(ROLL_AFTER_NS), ZoneOffset.UTC);
    static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

    final void serverRolls() {
        pair.serverOptions = context -> context.daily(ROLL);
    }

    final void clientComputesName() {
        pair.clientOptions = context -> context.remoteDaily("S", ROLL);
    }

    /** Opens both sides and polls until they are connected. */
    final void open() {
        pair.openServer();
        pair.openClient();
        pair.pollUntil("connected", () -> pair.atClient().state() == ConnectionState.CONNECTED
            && !pair.atServer.reports.isEmpty() && !pair.atClient.reports.isEmpty());
    }

    /** Polls until both sides have told of a roll. */
    final void pollUntilRolled() {
        pair.pollUntil("both rolled", () -> !pair.atServer.rolls.isEmpty() && !pair.atClient.rolls.isEmpty());
    }

    /** What is to be read in a closed store after an index. */
    static List<String> replayed(final Path store, final String local, final String remote, final long after) {
        final List<String> texts = new ArrayList<>();
        final StoreContext options = new StoreContext().bootId(TestPair.BOOT).cycleSize(TestPair.CYCLE_SIZE)
            .maxMessageLength(4096);
        try (StoreRoot root = StoreRoot.open(store, local, options);
             LogReader reader = root.connection(remote).sendQueue().reader()) {
            reader.moveAfter(after);
            while (reader.next()) {
                final byte[] payload = new byte[reader.payloadLength()];
                UnsafeMemory.UNSAFE.copyMemory(null, reader.payloadAddress(), payload,
                    UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class), payload.length);
                texts.add(new String(payload, StandardCharsets.UTF_8));
            }
        }
        return texts;
    }
}

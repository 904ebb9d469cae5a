package io.holdfast.store;

import io.holdfast.fuzz.Edits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A {@code state} that anything may be in, beside a good log: the connection opens with all its messages, or it is
 * refused and the file is left as it was.
 * <pre>u8 flags (bit 0: the identities' checksums are right, bit 1: after another boot,
 * bit 2: verify looks at it too) | u8 missing / 16 | edits</pre>
 */
public final class StateFuzz {
    private static final int SEALS = 1;
    private static final int AFTER_BOOT = 2;
    private static final int LOOK = 4;
    private static final int SLOTS = 2;

    private static final FuzzedStore SAME_BOOT = new FuzzedStore(StateFuzz.class, false);
    private static final FuzzedStore OTHER_BOOT = new FuzzedStore(StateFuzz.class, true);

    private StateFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) {
        if (input.length < 2) {
            return;
        }
        final FuzzedStore store = (input[0] & AFTER_BOOT) == 0 ? SAME_BOOT : OTHER_BOOT;
        final Path path = store.connection().resolve(LogState.FILE);
        final byte[] file = store.good(path);
        Edits.apply(input, 2, file);
        if ((input[0] & SEALS) != 0) {
            seal(file);
        }
        final byte[] content = Arrays.copyOf(file, file.length - 16 * (input[1] & 0xFF));

        store.put(path, content);
        if ((input[0] & LOOK) != 0) {
            store.look();
            FuzzedStore.requireUnchanged(path, content);
        }
        final boolean isSealed = (input[0] & SEALS) != 0;
        final int leastGeneration = FuzzedStore.GENERATION + (store == OTHER_BOOT ? 1 : 0);
        final boolean isOpened = store.own(true, opened -> {
            FuzzedStore.require(isSealed || opened.sendQueue().log().incarnation() == FuzzedStore.INCARNATION
                && opened.sendQueue().log().generation() >= leastGeneration, "an older log came back");
            final long last = opened.sendQueue().lastIndex();
            final long index = Connections.offer(opened.sendQueue(), 10);
            FuzzedStore.require(index > last || index < 0, "an index of " + index + " after " + last);
        });
        if (!isOpened && content.length == LogState.LENGTH) {
            FuzzedStore.requireUnchanged(path, content);
        }
    }

    private static void seal(final byte[] file) {
        for (int slot = 0; slot < SLOTS; slot++) {
            final CRC32C crc = new CRC32C();
            crc.update(file, slot * LogState.SLOT_LENGTH, LogState.SLOT_LENGTH - Integer.BYTES);
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt((slot + 1) * LogState.SLOT_LENGTH
                - Integer.BYTES, (int) crc.getValue());
        }
    }
}

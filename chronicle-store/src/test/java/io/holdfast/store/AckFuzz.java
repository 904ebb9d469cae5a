package io.holdfast.store;

import io.holdfast.fuzz.Edits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * An {@code ack} that anything may be in: the connection opens, or it is refused and the file is left as it was; a peer
 * that reads it finds an ack or none.
 * <pre>u8 flags (bit 0: the checksums are right, bit 1: after another boot,
 * bit 2: verify looks at it too) | u8 missing / 16 | edits</pre>
 */
public final class AckFuzz {
    private static final int SEALS = 1;
    private static final int AFTER_BOOT = 2;
    private static final int LOOK = 4;
    private static final long SEALED = 1L << 32;

    private static final FuzzedStore SAME_BOOT = new FuzzedStore(AckFuzz.class, false);
    private static final FuzzedStore OTHER_BOOT = new FuzzedStore(AckFuzz.class, true);

    private AckFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) {
        if (input.length < 2) {
            return;
        }
        final FuzzedStore store = (input[0] & AFTER_BOOT) == 0 ? SAME_BOOT : OTHER_BOOT;
        final Path path = store.connection().resolve(AckFile.FILE_NAME);
        final byte[] file = store.good(path);
        Edits.apply(input, 2, file);
        if ((input[0] & SEALS) != 0) {
            seal(file);
        }
        final byte[] content = Arrays.copyOf(file, file.length - 16 * (input[1] & 0xFF));

        store.put(path, content);
        readAsPeer(store);
        if ((input[0] & LOOK) != 0) {
            store.look();
            FuzzedStore.requireUnchanged(path, content);
        }
        final boolean isOpened = store.own(true, opened -> {
            final ReceiveState received = opened.receiveState();
            received.adopt(Connections.PEER + 1, 1, 7);
            received.consumed(8);
            FuzzedStore.require(received.consumed() == 8 && received.incarnation() == Connections.PEER + 1,
                "what is stored does not count: " + received.consumed());
        });
        if (!isOpened) {
            FuzzedStore.requireUnchanged(path, content);
        } else {
            store.own(true, again -> FuzzedStore.require(again.receiveState().consumed() == 8,
                "what was stored does not count when opened anew: " + again.receiveState().consumed()));
        }
    }

    private static void readAsPeer(final FuzzedStore store) {
        try (AckView view = AckView.open(Folders.proven(store.connection()))) {
            if (view.bind(Connections.PEER, 3)) {
                view.consumed();
                view.nap();
            }
        } catch (final IOException told) {
            FuzzedStore.require(told.getMessage() != null, "no error for people: " + told);
        }
    }

    private static void seal(final byte[] file) {
        final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(12, (int) crc(file, 0, 12));
        for (int slot = 0; slot < 2; slot++) {
            bytes.putLong(AckFile.at(slot, AckFile.SEAL), SEALED | crc(file, AckFile.at(slot, 0), AckFile.SEAL));
        }
    }

    private static long crc(final byte[] file, final int from, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(file, from, length);
        return crc.getValue();
    }
}

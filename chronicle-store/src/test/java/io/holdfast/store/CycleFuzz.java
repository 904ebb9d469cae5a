package io.holdfast.store;

import io.holdfast.StoreException;
import io.holdfast.fuzz.Edits;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A cycle file that anything may be in, as a hostile peer's log over shared memory, read by people's tools, and opened
 * by its owner: nobody is ever given a message that was not written, and nobody gets stuck.
 * <pre>u8 flags (bit 0: the preamble's checksum is right, bit 1: after another boot, bit 2: verify looks at it too,
 * bit 3: the older file, bit 4: tools read it too) | u16 missing / 4 | edits</pre>
 */
public final class CycleFuzz {
    private static final int SEALS = 1;
    private static final int AFTER_BOOT = 2;
    private static final int LOOK = 4;
    private static final int OLDER = 8;
    private static final int AS_TOOL = 16;
    private static final int MOST_STEPS = 10_000;
    private static final int PREAMBLE = ChronicleFormat.HEAD_LENGTH + MetaExcerpt.BODY_OFFSET;
    private static final int PREAMBLE_CRC = PREAMBLE + CyclePreamble.LENGTH - Integer.BYTES;

    private static final FuzzedStore SAME_BOOT = new FuzzedStore(CycleFuzz.class, false);
    private static final FuzzedStore OTHER_BOOT = new FuzzedStore(CycleFuzz.class, true);

    private CycleFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) {
        if (input.length < 3) {
            return;
        }
        final FuzzedStore store = (input[0] & AFTER_BOOT) == 0 ? SAME_BOOT : OTHER_BOOT;
        final Path file = store.cycles()[(input[0] & OLDER) == 0 ? store.cycles().length - 1 : 0];
        final byte[] good = store.good(file);
        Edits.apply(input, 3, good);
        if ((input[0] & SEALS) != 0) {
            seal(good);
        }
        final int missing = 4 * (ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).getShort(1) & 0xFFFF);
        final byte[] content = Arrays.copyOf(good, Math.max(0, good.length - missing));

        store.put(file, content);
        readAsPeer(store);
        if ((input[0] & AS_TOOL) != 0) {
            readAsTool(store);
        }
        if ((input[0] & LOOK) != 0) {
            store.look();
        }
        FuzzedStore.requireUnchanged(file, content);
        store.own(false, opened -> Connections.offer(opened.sendQueue(), 10));
    }

    private static void seal(final byte[] file) {
        final CRC32C crc = new CRC32C();
        crc.update(file, PREAMBLE, PREAMBLE_CRC - PREAMBLE);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(PREAMBLE_CRC, (int) crc.getValue());
    }

    private static void readAsPeer(final FuzzedStore store) {
        final CycleFolder.Owner owner = new CycleFolder.Owner("Client", "Server", FuzzedStore.INCARNATION);
        try (PeerLog log = PeerLog.open(Folders.proven(store.connection()), owner, 0,
            Connections.MAX_MESSAGE_LENGTH)) {
            for (int i = 0; i < MOST_STEPS && log.next(); i++) {
                store.requireWritten(log.index(), log.recordAddress() + RecordDescriptor.HEADER_LENGTH,
                    log.recordLength() - RecordDescriptor.HEADER_LENGTH);
                FuzzedStore.require(i < FuzzedStore.MESSAGES, "there is no end to the messages");
            }
            log.settle();
        } catch (final PeerFaultException told) {
            FuzzedStore.require(told.getMessage() != null, "no error for people: " + told);
        }
    }

    private static void readAsTool(final FuzzedStore store) {
        try (Journal journal = Journal.open(store.connection()); JournalReader reader = journal.reader()) {
            reader.onDamage(damage -> { });
            int messages = 0;
            while (reader.next()) {
                final byte[] payload = new byte[reader.message().length()];
                reader.message().copyTo(payload, 0);
                FuzzedStore.require(++messages <= MOST_STEPS, "there is no end to the messages");
            }
            while (reader.previous()) {
                FuzzedStore.require(--messages >= -MOST_STEPS, "there is no beginning of the messages");
            }
        } catch (final StoreException told) {
            FuzzedStore.require(told.getMessage() != null, "no error for people: " + told);
        }
    }
}

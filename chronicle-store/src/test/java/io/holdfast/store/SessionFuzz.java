package io.holdfast.store;

import io.holdfast.StoreException;
import io.holdfast.fuzz.UnforcedDisk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A {@code session} that anything may be in: the connection opens and what is in the file is kept when it is written
 * anew, or it is refused and the file is left as it was.
 * <pre>u8 flags (bit 0: a right checksum line follows, bit 2: verify looks at it too) | text</pre>
 */
public final class SessionFuzz {
    private static final int SEALS = 1;
    private static final int LOOK = 4;

    private static final FuzzedStore STORE = new FuzzedStore(SessionFuzz.class, false);
    private static final Path FILE = STORE.connection().resolve(SessionRecord.FILE_NAME);

    private SessionFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) {
        if (input.length == 0) {
            return;
        }
        final byte[] text = Arrays.copyOfRange(input, 1, input.length);
        final byte[] content = (input[0] & SEALS) == 0 ? text : sealed(text);

        STORE.put(FILE, content);
        if ((input[0] & LOOK) != 0) {
            STORE.look();
        }
        requireKept();
        STORE.put(FILE, content);
        if (!STORE.own(true, SessionFuzz::requireSaved)) {
            FuzzedStore.requireUnchanged(FILE, content);
        }
    }

    private static byte[] sealed(final byte[] text) {
        final CRC32C crc = new CRC32C();
        crc.update(text);
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(text);
        all.writeBytes(String.format("crc=%08x%n", crc.getValue()).getBytes(StandardCharsets.US_ASCII));
        return all.toByteArray();
    }

    /** What was read is the same when it was written and read again. */
    private static void requireKept() {
        final SessionRecord read;
        try {
            read = SessionRecord.open(STORE.connection(), new UnforcedDisk());
        } catch (final StoreException told) {
            return;
        }
        read.save();
        final SessionRecord again = SessionRecord.open(STORE.connection(), new UnforcedDisk());
        FuzzedStore.require(facts(read).equals(facts(again)), facts(read) + " became " + facts(again));
    }

    private static String facts(final SessionRecord record) {
        return record.localName() + ' ' + record.remoteName() + ' ' + record.createdNs() + ' ' + record.principal()
            + ' ' + record.transport() + ' ' + record.endedNs() + ' ' + record.remembered();
    }

    private static void requireSaved(final ConnectionStore store) {
        FuzzedStore.require(store.session().localName().equals("Client")
            && store.session().remoteName().equals("Server"), "the connection of others: " + facts(store.session()));
        store.session().principal("another");
        store.receiveState().adopt(Connections.PEER + 1, 1, 0);
        FuzzedStore.require(store.receiveState().remembered().size() <= ReceiveState.MAX_REMEMBERED,
            "too many logs are remembered: " + store.receiveState().remembered());
    }
}

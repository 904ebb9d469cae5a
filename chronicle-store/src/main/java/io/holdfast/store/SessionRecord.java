package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.PeerName;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The {@code session} file: what is known of a connection beyond its messages. A connection whose file exists is
 * complete; before that nothing was accepted for it.
 *
 * <pre>
 *   version=1
 *   local=Client                    names as given
 *   remote=Server
 *   created=1760000000000000000     epoch nanos
 *   principal=…                     only once told
 *   transport=TCP                   last used, only once told
 *   ended=1760040000000000000       epoch nanos; only once the session day of one side was over
 *   remembered.0=89abcdef,1,42      incarnation (hex), generation, ack (hex); oldest first, up to 5 lines
 *   crc=1a2b3c4d
 * </pre>
 *
 * The file keeps one more than the four a peer is told of:
 * an adoption first writes down the log it is about to leave, and a crash right after that must not push one out.
 * <p>
 * Any thread; setters return when the change is on disk.
 */
public final class SessionRecord {
    static final String FILE_NAME = "session";
    static final int MAX_REMEMBERED = 5;

    private static final String VERSION = "1";

    private final Path file;
    private final Disk disk;
    private final String localName;
    private final String remoteName;
    private final long createdNs;
    private volatile String principal;
    private volatile String transport;
    private volatile long endedNs;
    private volatile List<ReceiveState.Remembered> remembered;

    private SessionRecord(final Path file, final Map<String, String> values, final Disk disk) {
        this.file = file;
        this.disk = disk;
        localName = required(values, "local");
        remoteName = required(values, "remote");
        createdNs = Long.parseLong(required(values, "created"));
        principal = values.get("principal");
        transport = values.get("transport");
        endedNs = Long.parseLong(values.getOrDefault("ended", "0"));
        remembered = parseRemembered(values);
    }

    static boolean exists(final Path folder) {
        return Files.exists(folder.resolve(FILE_NAME));
    }

    /** The record of a new connection, which is not complete until {@link #create()}. */
    static SessionRecord prepare(final Path folder, final String localName, final String remoteName,
                                 final long createdNs, final Disk disk) {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("local", PeerName.require("localName", localName));
        values.put("remote", PeerName.require("remoteName", remoteName));
        values.put("created", Long.toString(createdNs));
        return new SessionRecord(folder.resolve(FILE_NAME), values, disk);
    }

    /**
     * Writes the record as it is.
     *
     * @throws StoreException if it cannot be written
     */
    void save() {
        save(principal, transport, remembered, PersistentSteps.NONE);
    }

    /**
     * Writes the record of a new connection, all other files of which are forced: from then on it is complete.
     *
     * @throws StoreException if it cannot be written
     */
    void create() {
        try {
            DurableFile.createLast(disk, file, TextRecord.encode(values(principal, transport, remembered)));
        } catch (final IOException e) {
            throw new StoreException(file, "cannot write the session record", e);
        }
    }

    /**
     * Reads the record of a connection.
     *
     * @throws CorruptStoreException if it does not hold what was written
     * @throws StoreException        if it cannot be read or is of another version
     */
    static SessionRecord open(final Path folder, final Disk disk) {
        final Path file = folder.resolve(FILE_NAME);
        final Map<String, String> values;
        try {
            values = TextRecord.decode(file, RegularFile.read(file), Advice.REPAIR);
        } catch (final IOException e) {
            throw new StoreException(file, "cannot read the session record", e);
        }
        if (!VERSION.equals(values.get("version"))) {
            throw new StoreException(file, "format version " + values.get("version") + " is not known here, only "
                + VERSION + "; use the Holdfast version that wrote it");
        }
        try {
            return new SessionRecord(file, values, disk);
        } catch (final IllegalArgumentException e) {
            throw new CorruptStoreException(file, 0, e.getMessage() + "; " + Advice.REPAIR);
        }
    }

    /** {@return this side's name as given} */
    public String localName() {
        return localName;
    }

    /** {@return the peer's name as given} */
    public String remoteName() {
        return remoteName;
    }

    /** {@return when the connection was created, in epoch nanos} */
    public long createdNs() {
        return createdNs;
    }

    /** {@return as whom the peer was last authenticated, or null if it never was} */
    public String principal() {
        return principal;
    }

    /**
     * Notes as whom the peer was authenticated.
     *
     * @param value the principal
     * @throws StoreException if it cannot be written
     */
    public synchronized void principal(final String value) {
        if (!Objects.equals(value, principal)) {
            save(value, transport, remembered, PersistentSteps.NONE);
        }
    }

    /** {@return the transport last used, or null if there was none yet} */
    public String transport() {
        return transport;
    }

    /**
     * Notes the transport in use.
     *
     * @param value its name
     * @throws StoreException if it cannot be written
     */
    public synchronized void transport(final String value) {
        if (!Objects.equals(value, transport)) {
            save(principal, value, remembered, PersistentSteps.NONE);
        }
    }

    /** {@return when the session day of one side was over and what it left was told, in epoch nanos; 0 if not yet} */
    public long endedNs() {
        return endedNs;
    }

    /**
     * Notes that the session day of one side is over and what it left has been told.
     *
     * @param epochNs when, 0 to take it back
     * @throws StoreException if it cannot be written
     */
    public synchronized void ended(final long epochNs) {
        if (epochNs != endedNs) {
            endedNs = epochNs;
            save();
        }
    }

    /** Every log remembered, oldest first, perhaps with the one that is held now. */
    List<ReceiveState.Remembered> remembered() {
        return remembered;
    }

    /** Remembers a log as the newest, replacing what was remembered of the same incarnation. */
    synchronized void remember(final ReceiveState.Remembered left, final PersistentSteps steps) {
        final List<ReceiveState.Remembered> all = new ArrayList<>(remembered);
        all.removeIf(one -> one.incarnation() == left.incarnation());
        all.add(left);
        save(principal, transport, all.subList(Math.max(0, all.size() - MAX_REMEMBERED), all.size()), steps);
    }

    private void save(final String newPrincipal, final String newTransport,
                      final List<ReceiveState.Remembered> newRemembered, final PersistentSteps steps) {
        try {
            DurableFile.replace(disk, file, TextRecord.encode(values(newPrincipal, newTransport, newRemembered)),
                steps);
        } catch (final IOException e) {
            throw new StoreException(file, "cannot write the session record", e);
        }
        principal = newPrincipal;
        transport = newTransport;
        remembered = List.copyOf(newRemembered);
    }

    private Map<String, String> values(final String newPrincipal, final String newTransport,
                                       final List<ReceiveState.Remembered> newRemembered) {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("version", VERSION);
        values.put("local", localName);
        values.put("remote", remoteName);
        values.put("created", Long.toString(createdNs));
        if (newPrincipal != null) {
            values.put("principal", newPrincipal);
        }
        if (newTransport != null) {
            values.put("transport", newTransport);
        }
        if (endedNs != 0) {
            values.put("ended", Long.toString(endedNs));
        }
        for (int i = 0; i < newRemembered.size(); i++) {
            final ReceiveState.Remembered one = newRemembered.get(i);
            values.put("remembered." + i, Long.toHexString(one.incarnation()) + ',' + one.generation() + ','
                + Long.toHexString(one.ack()));
        }
        return values;
    }

    private static String required(final Map<String, String> values, final String key) {
        final String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the line " + key + "= is missing");
        }
        return value;
    }

    private static List<ReceiveState.Remembered> parseRemembered(final Map<String, String> values) {
        final List<ReceiveState.Remembered> all = new ArrayList<>();
        for (int i = 0; values.containsKey("remembered." + i); i++) {
            final String[] parts = values.get("remembered." + i).split(",");
            if (parts.length != 3) {
                throw new IllegalArgumentException("remembered." + i + " has " + parts.length + " parts instead of 3");
            }
            all.add(new ReceiveState.Remembered(Long.parseUnsignedLong(parts[0], 16), Integer.parseInt(parts[1]),
                Long.parseUnsignedLong(parts[2], 16)));
        }
        return List.copyOf(all);
    }
}

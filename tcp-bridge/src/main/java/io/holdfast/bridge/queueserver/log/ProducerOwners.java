package io.holdfast.bridge.queueserver.log;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.CheckpointFile;
import io.holdfast.store.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which principal each named producer belongs to: the one that first used the name. A file each, {@code
 * producers/<id>.producer}, written before the producer is welcome and never again; the name of a client that did not
 * prove who it is belongs to nobody, and has none. Any thread.
 * <pre>
 *   0 u32 version 1   4 u64 producer id   12 u32 name length, name, u32 principal length, principal
 * </pre>
 */
public final class ProducerOwners {
    /** The folder of the files, beside the log. */
    static final String FOLDER = "producers";

    private static final Logger LOG = LoggerFactory.getLogger(ProducerOwners.class);
    private static final String SUFFIX = ".producer";
    private static final int VERSION = 1;
    private static final int FIXED_LENGTH = 20;
    private static final int ID_DIGITS = 16;

    private final Path path;
    private final Disk disk;
    private final int max;
    private final Map<Long, Owner> owners = new HashMap<>();

    /** Whose a name is; both null if the file is damaged. */
    private record Owner(String name, String principal) {
    }

    private ProducerOwners(final Path path, final Disk disk, final int max) {
        this.path = path;
        this.disk = disk;
        this.max = max;
    }

    /**
     * Reads all files. One that is damaged is reported, and its producer refused; the others do not notice.
     *
     * @param log  open
     * @param disk that its store is changed through
     * @param max  how many there may be
     * @return the owners
     * @throws StoreException if the folder cannot be read
     */
    public static ProducerOwners open(final QueueLog log, final Disk disk, final int max) {
        final ProducerOwners opened = new ProducerOwners(log.folder().resolve(FOLDER), disk, max);
        opened.load();
        return opened;
    }

    private void load() {
        if (!Files.isDirectory(path)) {
            return;
        }
        try (Stream<Path> list = Files.list(path)) {
            for (final Path file : list.sorted().toList()) {
                final String fileName = file.getFileName().toString();
                if (fileName.matches("[0-9a-f]{" + ID_DIGITS + "}\\" + SUFFIX)) {
                    final long id = Long.parseUnsignedLong(fileName.substring(0, ID_DIGITS), 16);
                    owners.put(id, read(id));
                } else if (fileName.endsWith(SUFFIX + ".new")) {
                    disk.delete(file); // what a kill left
                } else {
                    LOG.warn("{} is no file of a producer, and is left alone", file);
                }
            }
        } catch (final IOException e) {
            throw new StoreException(path, "the producers cannot be listed", e);
        }
    }

    private CheckpointFile file(final long id) {
        return new CheckpointFile(path.resolve(String.format("%0" + ID_DIGITS + "x", id) + SUFFIX), disk,
            "restore it from a backup while the server is down, or delete it: then the name is anybody's again");
    }

    private Owner read(final long id) {
        final CheckpointFile file = file(id);
        try {
            final ByteBuffer content = file.read();
            if (content == null) {
                throw new StoreException(file.path(), "the file has gone");
            }
            final int version = content.getInt();
            if (version != VERSION || content.getLong() != id) {
                throw new CorruptStoreException(file.path(), 0, "it is version " + version + " or another producer's");
            }
            return new Owner(text(content), text(content));
        } catch (final BufferUnderflowException e) {
            LOG.error("{} ends too early; its producer is refused", file.path());
        } catch (final StoreException e) {
            LOG.error("{}; its producer is refused", e.getMessage());
        }
        return new Owner(null, null);
    }

    private static String text(final ByteBuffer content) {
        final int length = content.getInt();
        if (length < 0 || length > content.remaining()) {
            throw new BufferUnderflowException();
        }
        final byte[] bytes = new byte[length];
        content.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Tells whether a name may be used.
     *
     * @param id        of the producer
     * @param name      of the producer
     * @param principal who wants to use it, null if that is not known
     * @return why not, null if it may
     */
    public synchronized String refusal(final long id, final String name, final String principal) {
        final Owner owner = owners.get(id);
        if (owner == null) {
            return principal != null && owners.size() >= max
                ? "the producer would be one too many: maxProducers=" + max : null;
        }
        if (owner.name == null) {
            return "what the store knows of producer " + name + " is damaged: " + file(id).path();
        }
        return owner.principal.equals(principal) && owner.name.equals(name) ? null
            : "producer " + name + " belongs to another principal";
    }

    /**
     * Tells whether {@link #take} has something to do.
     *
     * @param id        of the producer, 0 for one without a name
     * @param principal who uses it, null if that is not known
     * @return whether the name is nobody's and could be the principal's
     */
    public synchronized boolean isToTake(final long id, final String principal) {
        return id != 0 && principal != null && !owners.containsKey(id);
    }

    /**
     * Makes a name that is nobody's a principal's, and returns when that would outlive a power loss.
     *
     * @param id        of the producer
     * @param name      of the producer, which {@link #refusal} has nothing against
     * @param principal who uses it
     * @throws StoreException if it could not be written
     */
    public synchronized void take(final long id, final String name, final String principal) {
        try {
            if (!Files.isDirectory(path)) {
                disk.createFolder(path);
                disk.forceFolder(path.getParent());
            }
        } catch (final IOException e) {
            throw new StoreException(path, "the folder cannot be created", e);
        }
        file(id).write(encoded(id, name, principal));
        owners.put(id, new Owner(name, principal));
    }

    private static ByteBuffer encoded(final long id, final String name, final String principal) {
        final byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        final byte[] principalBytes = principal.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_LENGTH + nameBytes.length + principalBytes.length)
            .order(ByteOrder.LITTLE_ENDIAN).putInt(VERSION).putLong(id).putInt(nameBytes.length).put(nameBytes)
            .putInt(principalBytes.length).put(principalBytes).flip();
    }
}

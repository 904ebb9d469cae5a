package io.holdfast.store;

import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** What tells one run of this machine from the next: Linux says it; elsewhere each process counts as a run. */
public final class BootId {
    private static final Path SYSTEM = Path.of("/proc/sys/kernel/random/boot_id");
    private static final UUID FALLBACK = UUID.randomUUID();
    private static final String INODE = "unix:ino";
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private BootId() {
    }

    /**
     * {@return what tells this run of this machine from all others}
     *
     * @throws StoreException if the system does not say
     */
    public static UUID ofMachine() {
        if (!Files.isReadable(SYSTEM)) {
            return FALLBACK;
        }
        try {
            return UUID.fromString(Files.readString(SYSTEM, StandardCharsets.US_ASCII).strip());
        } catch (final IOException e) {
            throw new StoreException(SYSTEM, "cannot read the boot id", e);
        }
    }

    /**
     * The machine's, with the identity of a file mixed in: a log that was restored from a backup or copied has other
     * files, and may lack what its peer has seen, just as one that went through a power loss may.
     *
     * @param file exists, and is never replaced while its log lives
     */
    static UUID of(final Path file) {
        final UUID machine = ofMachine();
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return machine;
        }
        try {
            final long inode = ((Number) Files.getAttribute(file, INODE)).longValue();
            return new UUID(machine.getMostSignificantBits(), machine.getLeastSignificantBits() ^ inode * SPREAD);
        } catch (final IOException e) {
            throw new StoreException(file, "cannot read the inode", e);
        }
    }
}

package io.holdfast.store;

import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** What tells one run of this machine from the next: Linux says it; elsewhere each process counts as a run. */
final class BootId {
    private static final Path SYSTEM = Path.of("/proc/sys/kernel/random/boot_id");
    private static final UUID FALLBACK = UUID.randomUUID();

    private BootId() {
    }

    static UUID current() {
        if (!Files.isReadable(SYSTEM)) {
            return FALLBACK;
        }
        try {
            return UUID.fromString(Files.readString(SYSTEM, StandardCharsets.US_ASCII).strip());
        } catch (final IOException e) {
            throw new StoreException(SYSTEM, "cannot read the boot id", e);
        }
    }
}

package io.holdfast.store;

import io.holdfast.StoreException;

import java.lang.reflect.AccessibleObject;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the store needs of the JVM. Chronicle (core 2026.5, {@code OS.map}) reaches into these packages; a queue opened
 * without the first one silently becomes read-only.
 */
public final class JvmFlags {
    /** The flags, exactly as they have to be given. */
    public static final String REQUIRED = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
        + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED";

    private static final String[] PACKAGES = {"sun.nio.ch", "java.lang.reflect"};

    private JvmFlags() {
    }

    /**
     * Fails if this JVM does not have them.
     *
     * @param path what is to be opened, for the error
     * @throws StoreException if a flag is missing or the machine is not little-endian
     */
    static void require(final Path path) {
        require(path, AccessibleObject.class.getModule(), JvmFlags.class.getModule());
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new StoreException(path, "the store's files are little-endian and this machine is not");
        }
    }

    static void require(final Path path, final Module base, final Module user) {
        for (final String name : closed(base, user)) {
            throw new StoreException(path, "package " + name + " is closed to the store; start Java with these"
                + " flags (or Add-Opens in the main jar's manifest): " + REQUIRED);
        }
    }

    /** {@return the packages of {@code java.base} that this JVM keeps closed to the store; empty if all is well} */
    public static List<String> closedPackages() {
        return closed(AccessibleObject.class.getModule(), JvmFlags.class.getModule());
    }

    private static List<String> closed(final Module base, final Module user) {
        return Stream.of(PACKAGES).filter(name -> !base.isOpen(name, user)).toList();
    }
}

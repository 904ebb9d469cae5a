package io.holdfast.bridge.queueserver.log;

import net.openhft.chronicle.core.UnsafeMemory;

import java.security.SecureRandom;

/**
 * Hashes of names, different in every process, so that nobody can choose names that all meet in one place. Any thread;
 * allocates nothing.
 */
public final class NameHash {
    private static final long SEED;
    private static final long MULTIPLIER;

    static {
        final SecureRandom random = new SecureRandom();
        SEED = random.nextLong();
        MULTIPLIER = random.nextLong() | 1;
    }

    private NameHash() {
    }

    /**
     * Hashes bytes.
     *
     * @param address of the first one
     * @param length  how many
     * @return 64 bits, the same for the same bytes as long as this process lives
     */
    public static long of(final long address, final int length) {
        long hash = mixed(SEED, length);
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash, UnsafeMemory.UNSAFE.getLong(address + at));
        }
        if (at < length) {
            long rest = 0;
            for (int i = at; i < length; i++) {
                rest = rest << Byte.SIZE | UnsafeMemory.UNSAFE.getByte(address + i) & 0xFF;
            }
            hash = mixed(hash, rest);
        }
        return hash;
    }

    private static long mixed(final long hash, final long word) {
        final long factor = hash ^ word;
        return Math.multiplyHigh(factor, MULTIPLIER) ^ factor * MULTIPLIER ^ hash >>> 1;
    }
}

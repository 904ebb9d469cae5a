package io.holdfast.store;

import net.openhft.chronicle.core.Jvm;

/** Payloads that follow from a number, so that each can be told from all others. */
final class Payloads {
    static final long BASE = Jvm.arrayByteBaseOffset();
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private Payloads() {
    }

    static byte[] of(final long number, final int length) {
        final byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = byteAt(number, i);
        }
        return payload;
    }

    static boolean isOf(final long number, final long address, final int length) {
        for (int i = 0; i < length; i++) {
            if ((byte) OffHeap.getByte(address + i) != byteAt(number, i)) {
                return false;
            }
        }
        return true;
    }

    private static byte byteAt(final long number, final int i) {
        return (byte) ((number + (i >>> 3)) * SPREAD >>> (i & 7) * 8);
    }
}

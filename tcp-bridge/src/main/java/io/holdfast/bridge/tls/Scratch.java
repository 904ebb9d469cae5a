package io.holdfast.bridge.tls;

import java.nio.ByteBuffer;

/**
 * Memory of one thread for what is within one call: the JDK's engine asks for room for the longest record whenever it
 * writes one, which a connection would have to keep for itself otherwise.
 */
final class Scratch {
    private static final int RECORDS_AT_ONCE = 4;
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final ByteBuffer encrypted = ByteBuffer.allocateDirect(RECORDS_AT_ONCE * TlsRecord.MAX_LENGTH);
    private final ByteBuffer plain = ByteBuffer.allocateDirect(TlsRecord.MAX_LENGTH);

    private Scratch() {
    }

    /** {@return an empty buffer for some records on their way out} */
    static ByteBuffer encrypted() {
        return OF_THREAD.get().encrypted.clear();
    }

    /** {@return an empty buffer for what one record says} */
    static ByteBuffer plain() {
        return OF_THREAD.get().plain.clear();
    }
}

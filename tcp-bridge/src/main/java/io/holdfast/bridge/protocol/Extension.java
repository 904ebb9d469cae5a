package io.holdfast.bridge.protocol;

/**
 * The last part of LOGIN, LOGIN_OK and CONFIRM: a row of blocks, of which those of an unknown kind are skipped; one
 * that says nothing is empty.
 * <pre>
 *  u16 length | any number of ( u8 kind | u16 length + content )
 *    kind 1, 2  {@link SharedMemory}
 *    kind 3     the server's proof that it knows the client's secret, 32 bytes; in LOGIN_OK only
 * </pre>
 *
 * @param sharedMemory what is said of shared memory
 * @param proof        empty if none is given
 */
record Extension(SharedMemory sharedMemory, byte[] proof) {
    private static final int KIND_PROOF = 3;
    private static final int BLOCK_HEADER = Byte.BYTES + Short.BYTES;
    private static final byte[] NO_PROOF = {};

    Extension(final SharedMemory sharedMemory) {
        this(sharedMemory, NO_PROOF);
    }

    void encode(final FrameWriter out) {
        out.u16(sharedMemory.encodedLength() + (proof.length == 0 ? 0 : BLOCK_HEADER + proof.length));
        sharedMemory.encode(out);
        if (proof.length > 0) {
            out.u8(KIND_PROOF).bytes(proof);
        }
    }

    static Extension decode(final FrameReader frame) throws ProtocolException {
        final FrameReader in = frame.nested("extension");
        SharedMemory sharedMemory = SharedMemory.NONE;
        byte[] proof = NO_PROOF;
        while (in.hasMore()) {
            final int kind = in.u8("extension kind");
            if (kind == SharedMemory.KIND_FOLDER) {
                sharedMemory = sharedMemory.withFolder(in.nested("shared memory"));
            } else if (kind == SharedMemory.KIND_REASON) {
                sharedMemory = sharedMemory.withReason(in.text("reason"));
            } else if (kind == KIND_PROOF) {
                proof = in.bytes("proof", Challenge.PROOF_LENGTH);
            } else {
                in.bytes("extension of unknown kind");
            }
        }
        return new Extension(sharedMemory, proof);
    }
}

package io.holdfast.store;

import java.util.HexFormat;

/**
 * What every cycle file of {@link ChronicleFormat#VERSION} begins with, wherever nothing changes as messages are
 * marked: for who may not make one to learn it from. Between the parts are the write position, the next sequence to be
 * marked, and the arrays of the index.
 */
final class CycleHead {
    private static final Part[] PARTS = {
        // header: "SCQStore", a writePosition of two numbers
        new Part(0, "c1000040b906686561646572b60853435153746f726582aa000000cd7772697465506f736974696f6e"
            + "8e01000000008d02000000000000000200000000000000"),
        // "SCQSIndexing", indexCount 2048, indexSpacing 256, index2Index at 200
        new Part(80, "c8696e646578696e67b60c53435153496e646578696e67824c000000ca696e646578436f756e74a50008"
            + "cc696e64657853706163696e67a50001cb696e64657832496e6465788fa7c800000000000000c96c617374496e646578"
            + "8e00000000a7"),
        // dataFormat 1; excerpt "index2index", an array of 2048
        new Part(184, "ca64617461466f726d6174a10100000024400040b90b696e64657832696e6465788e01000000008d"
            + "0008000000000000"),
        // excerpt "index", an array of 2048
        new Part(ChronicleFormat.FIRST_INDEX_EXCERPT, "1c400040b905696e6465788f8f8f8f8d0008000000000000"),
    };

    private CycleHead() {
    }

    /** Bytes at a position. */
    private record Part(int position, byte[] bytes) {
        Part(final int position, final String hex) {
            this(position, HexFormat.of().parseHex(hex));
        }

        boolean isAt(final long base) {
            for (int i = 0; i < bytes.length; i++) {
                if ((byte) OffHeap.getByte(base + position + i) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * {@return whether a file begins as a cycle does}
     *
     * @param base where at least {@link ChronicleFormat#HEAD_LENGTH} bytes of it are mapped
     */
    static boolean isAt(final long base) {
        for (final Part part : PARTS) {
            if (!part.isAt(base)) {
                return false;
            }
        }
        return true;
    }
}

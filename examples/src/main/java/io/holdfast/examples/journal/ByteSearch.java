package io.holdfast.examples.journal;

/** Looks for a sequence of bytes. */
final class ByteSearch implements PayloadSearch {
    private final byte[] wanted;
    private byte[] bytes;
    private int length;
    private int from;

    /**
     * A search.
     *
     * @param wanted at least one byte
     */
    ByteSearch(final byte[] wanted) {
        this.wanted = wanted.clone();
    }

    @Override
    public void reset(final PayloadBytes payload) {
        bytes = payload.bytes();
        length = payload.length();
        from = 0;
    }

    @Override
    public boolean find() {
        final byte first = wanted[0];
        for (int at = from; at <= length - wanted.length; at++) {
            if (bytes[at] == first && isAt(at)) {
                from = at + wanted.length;
                return true;
            }
        }
        from = length;
        return false;
    }

    private boolean isAt(final int at) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int start() {
        return from - wanted.length;
    }

    @Override
    public int end() {
        return from;
    }
}

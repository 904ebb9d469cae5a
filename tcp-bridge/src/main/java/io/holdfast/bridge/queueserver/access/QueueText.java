package io.holdfast.bridge.queueserver.access;

import net.openhft.chronicle.core.UnsafeMemory;

/** Names of queues, which may be any bytes, as text for people: as a rule would have them. Any thread; allocates. */
public final class QueueText {
    private static final int MAX_BYTES = 64;

    private QueueText() {
    }

    /**
     * Writes a name; what does not fit into a line of a log is cut.
     *
     * @param name   address of the queue's name
     * @param length of the name in bytes, 0 for all queues
     * @return the text
     */
    public static String of(final long name, final int length) {
        final byte[] bytes = new byte[Math.min(length, MAX_BYTES + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = UnsafeMemory.UNSAFE.getByte(name + i);
        }
        return of(bytes);
    }

    /**
     * Writes a name; what does not fit into a line of a log is cut.
     *
     * @param name of the queue, empty for all queues
     * @return the text
     */
    public static String of(final byte[] name) {
        if (name.length == 0) {
            return "*";
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(name.length, MAX_BYTES); i++) {
            final char one = (char) (name[i] & 0xFF);
            final boolean isPlain = one > ' ' && one < 0x7F && "*,\\".indexOf(one) < 0;
            text.append(isPlain ? String.valueOf(one) : String.format("\\x%02x", (int) one));
        }
        return name.length > MAX_BYTES ? text + "..." : text.toString();
    }
}

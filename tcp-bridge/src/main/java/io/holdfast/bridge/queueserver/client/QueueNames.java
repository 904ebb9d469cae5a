package io.holdfast.bridge.queueserver.client;

import java.nio.charset.StandardCharsets;

/**
 * The bytes of names that were given as strings: those used lately are kept, so that using them again allocates
 * nothing. Its size is fixed; names whose places collide push each other out. One thread.
 */
final class QueueNames {
    private static final int PLACES = 256;

    private final String[] names = new String[PLACES];
    private final byte[][] bytes = new byte[PLACES][];

    /** {@return the name in UTF-8; not to be changed} */
    byte[] bytesOf(final String name) {
        final int hash = name.hashCode();
        final int place = (hash ^ hash >>> 16) & PLACES - 1;
        if (!name.equals(names[place])) {
            names[place] = name;
            bytes[place] = name.getBytes(StandardCharsets.UTF_8);
        }
        return bytes[place];
    }
}

package io.holdfast.examples.replay;

import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import net.openhft.chronicle.core.Jvm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of messages from A to B in a store.
 *
 * @param indices  of the messages
 * @param received how a receiver of a replay notes them
 */
record Recording(List<Long> indices, List<String> received) {
    /** {@return a log of some messages of types 0 to 2, the last of which is the longest} */
    static Recording make(final Path store, final int count) {
        final List<Long> indices = new ArrayList<>();
        final List<String> received = new ArrayList<>();
        try (StoreRoot root = StoreRoot.open(store, "A", new StoreContext().cycleSize(1 << 20)
            .maxMessageLength(10_000)); ConnectionStore toB = root.connection("B")) {
            for (int i = 0; i < count; i++) {
                final String text = "message " + i + (i == count - 1 ? " and more".repeat(50) : "");
                final byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
                indices.add(toB.sendQueue().offer(i % 3, 0, payload, Jvm.arrayByteBaseOffset(), payload.length));
                received.add("replay " + i % 3 + " " + text);
            }
        }
        return new Recording(indices, received);
    }

    /** {@return the payloads} */
    List<String> texts() {
        return received.stream().map(text -> text.substring("replay 0 ".length())).toList();
    }

    String hex(final int message) {
        return Long.toHexString(indices.get(message));
    }
}

package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Any bytes from a client of the base protocol, against a reading of the page that is simple because it has all bytes
 * at once: the server accepts the same messages and subscriptions, and closes at the same faults.
 * <pre>u8 flags (bits 0, 1: all bytes, after `produce`, after `consume`; bit 2: in random pieces)
 * | u8 seed of the pieces | bytes</pre>
 */
public final class BaseProtocolFuzz {
    private static final int AFTER = 3;
    private static final int PIECES = 4;
    private static final int MOST_INPUT = 30_000;
    private static final String[] ROLES = {"", "produce", "consume", "produce"};

    private static FuzzedQueueServer server;

    private BaseProtocolFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) throws IOException {
        if (input.length < 2 || input.length > MOST_INPUT) {
            return;
        }
        if (server == null) {
            server = new FuzzedQueueServer(BaseProtocolFuzz.class);
        }
        final byte[] stream = new WireBytes().role(ROLES[input[0] & AFTER])
            .bytes(Arrays.copyOfRange(input, 2, input.length)).toBytes();
        final String text = new String(stream, StandardCharsets.ISO_8859_1);
        try {
            server.begin((input[0] & PIECES) == 0 ? -1 : input[1] & 0xFF, stream);
            if (!text.startsWith("session")) {
                check(stream, text);
            }
            server.end();
        } catch (final Throwable broken) {
            server.close();
            server = null;
            throw broken;
        }
    }

    private static void check(final byte[] stream, final String text) throws IOException {
        final Reading reading = new Reading(stream);
        final boolean isRole = text.startsWith("produce") || text.startsWith("consume");
        final boolean isPartOfARole = "produce".startsWith(text) || "consume".startsWith(text)
            || "session".startsWith(text);
        final boolean isProducer = text.startsWith("produce");
        if (isRole) {
            reading.read(isProducer);
        }
        FuzzedQueueServer.require(server.isEnded() == (isRole ? reading.isFaulty : !isPartOfARole),
            "ended=" + server.isEnded() + " faulty=" + reading.isFaulty + " role=" + isRole);
        FuzzedQueueServer.require(Arrays.equals(server.witnessed(), reading.messages.toBytes()),
            "accepted " + FuzzedQueueServer.text(server.witnessed()) + " instead of "
                + FuzzedQueueServer.text(reading.messages.toBytes()));
        if (isRole && !isProducer && !reading.isFaulty) {
            checkSubscriptions(reading);
        }
    }

    /** A message of each queue that was named, and of one that was not. */
    private static void checkSubscriptions(final Reading reading) throws IOException {
        final WireBytes expected = new WireBytes();
        final byte[] message = {'m'};
        reading.named.add("unnamed");
        for (final String name : reading.named) {
            final byte[] queue = WireBytes.latin(name);
            server.produce(queue, message);
            if (reading.subscribed.contains(name) || reading.subscribed.contains("")) {
                expected.message(queue, message);
            }
        }
        FuzzedQueueServer.require(Arrays.equals(server.received(), expected.toBytes()), "received "
            + FuzzedQueueServer.text(server.received()) + " instead of "
            + FuzzedQueueServer.text(expected.toBytes()));
    }

    /** What the page says of a stream. */
    private static final class Reading {
        private final ByteBuffer bytes;
        private final WireBytes messages = new WireBytes();
        private final Set<String> subscribed = new LinkedHashSet<>();
        private final Set<String> named = new LinkedHashSet<>();
        private boolean isFaulty;

        Reading(final byte[] stream) {
            bytes = ByteBuffer.wrap(stream);
        }

        void read(final boolean isProducer) {
            bytes.position("produce".length());
            while (bytes.hasRemaining()) {
                final byte event = bytes.get();
                if (event != '*' && event != '>' && event != '/' || event == '*' != isProducer) {
                    isFaulty = true;
                    return;
                }
                final byte[] name = text(FuzzedQueueServer.MAX_NAME_LENGTH);
                final byte[] message = name == null || event != '*' ? null : text(FuzzedQueueServer.MAX_MESSAGE_LENGTH);
                if (name == null || event == '*' && message == null) {
                    return;
                }
                if (event == '*') {
                    messages.message(name, message);
                } else if (!subscribe(event, new String(name, StandardCharsets.ISO_8859_1))) {
                    isFaulty = true;
                    return;
                }
            }
        }

        /** Null if it is not all there, or too long. */
        private byte[] text(final int most) {
            if (bytes.remaining() < Integer.BYTES) {
                bytes.position(bytes.limit());
                return null;
            }
            final long length = bytes.getInt() & 0xFFFF_FFFFL;
            isFaulty = length > most;
            if (isFaulty || bytes.remaining() < length) {
                bytes.position(bytes.limit());
                return null;
            }
            final byte[] text = new byte[(int) length];
            bytes.get(text);
            return text;
        }

        private boolean subscribe(final byte event, final String name) {
            named.add(name.isEmpty() ? "some" : name);
            if (event == '>') {
                final boolean isNew = subscribed.add(name);
                return !isNew || name.isEmpty()
                    || subscribed.stream().filter(one -> !one.isEmpty()).count() <= FuzzedQueueServer.MAX_SUBSCRIPTIONS;
            }
            if (name.isEmpty()) {
                subscribed.clear();
            } else {
                subscribed.remove(name);
            }
            return true;
        }
    }
}

package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of the session protocol that knows nothing but bytes; what it received is told in words. */
final class WireSession implements AutoCloseable {
    private final SocketChannel socket;
    private ByteBuffer in = ByteBuffer.allocate(1 << 16);
    private final List<String> received = new ArrayList<>();
    private final List<Long> indices = new ArrayList<>();
    private final List<Integer> flags = new ArrayList<>();
    private String challenge = "";
    private byte[] nonce = {};
    private final byte[] serverProof = new byte[32];
    private String welcome = "";
    private String farewell = "";
    private long mark = -1;
    private long lostCount;
    private long firstIndex;
    private long lastIndex;
    private long confirmed;
    private int confirms;
    private int heartbeats;
    private int round;
    private boolean isEnded;

    WireSession(final InetSocketAddress server, final int receiveBuffer) {
        socket = WireClient.connected(server, receiveBuffer);
    }

    static WireBytes frame(final int type, final byte[] body) {
        return new WireBytes().u32(1L + body.length).raw(type).bytes(body);
    }

    static WireBytes hello(final char role, final String name) {
        return new WireBytes().role("session").bytes(helloFrame(1, 1, role, name).toBytes());
    }

    static WireBytes helloFrame(final int least, final int greatest, final int role, final String name) {
        return frame(1, new WireBytes().raw(least, greatest, role).u32(0).u32(name.length()).role(name).toBytes());
    }

    static WireBytes produce(final long sequence, final String queue, final String message) {
        return frame(4, new WireBytes().u64(sequence).message(queue, message).toBytes());
    }

    static WireBytes subscribe(final int request, final int from, final long position, final String queue) {
        return frame(6, new WireBytes().u32(request).raw(from).u64(position).u32(queue.length()).role(queue)
            .toBytes());
    }

    static WireBytes unsubscribe(final String queue) {
        return frame(8, new WireBytes().u32(queue.length()).role(queue).toBytes());
    }

    static WireBytes ack(final int round, final long index) {
        return frame(10, new WireBytes().u32(round).u64(index).toBytes());
    }

    static WireBytes heartbeat() {
        return frame(11, new WireBytes().u64(0).toBytes());
    }

    static WireBytes proof(final byte[] nonce, final byte[] proof) {
        return frame(14, new WireBytes().bytes(nonce).bytes(proof).toBytes());
    }

    static WireBytes close(final int code) {
        return frame(12, new WireBytes().raw(0, code).u32(0).toBytes());
    }

    /** Sends bytes, all of which must fit into the socket. */
    WireSession send(final WireBytes bytes) {
        return send(bytes.toBytes());
    }

    WireSession send(final byte... bytes) {
        if (trySend(bytes, 0) != bytes.length) {
            throw new AssertionError("the socket did not take " + bytes.length + " bytes");
        }
        return this;
    }

    /** Sends what the socket takes; answers how many bytes. */
    int trySend(final byte[] bytes, final int from) {
        try {
            return socket.write(ByteBuffer.wrap(bytes, from, bytes.length - from));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all there is, and takes the frames in it. */
    WireSession receive() {
        try {
            int count = 1;
            while (count > 0) {
                if (!in.hasRemaining()) {
                    in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
                }
                count = socket.read(in);
                isEnded |= count < 0;
                takeFrames();
            }
        } catch (final IOException e) {
            isEnded = true;
        }
        return this;
    }

    private void takeFrames() {
        in.flip();
        while (in.remaining() >= 4 && in.remaining() - 4 >= in.getInt(in.position())) {
            final int end = in.position() + 4 + in.getInt();
            take(in.get());
            if (in.position() != end) {
                throw new AssertionError("a frame whose parts do not fit: " + received);
            }
        }
        in.compact();
    }

    private void take(final byte type) {
        switch (type) {
            case 2 -> takeWelcome();
            case 13 -> {
                challenge = "kind=" + in.get();
                nonce = new byte[32];
                in.get(nonce);
                challenge += " " + text();
            }
            case 3, 12 -> farewell = (type == 3 ? "REFUSED " : "CLOSE ") + in.getShort() + " " + text();
            case 5 -> {
                confirmed = in.getLong();
                indices.add(in.getLong());
                confirms++;
            }
            case 7 -> takeSubscribed();
            case 9 -> takeDelivery();
            case 11 -> {
                lastIndex = in.getLong();
                heartbeats++;
            }
            default -> throw new AssertionError("unexpected type " + type);
        }
    }

    private void takeWelcome() {
        final int version = in.get();
        final int welcomeFlags = in.get();
        final int heartbeatMs = in.getInt();
        in.position(in.position() + 3 * 4 + 8);
        firstIndex = in.getLong();
        lastIndex = in.getLong();
        mark = in.getLong();
        in.position(in.position() + 16);
        lostCount = in.getLong();
        in.get(serverProof);
        welcome = "v" + version + " flags=" + welcomeFlags + " heartbeat=" + heartbeatMs + " " + text();
    }

    private void takeSubscribed() {
        final int request = in.getInt();
        round = in.getInt();
        received.add("SUBSCRIBED " + request + " round=" + round + " flags=" + in.get());
        indices.add(in.getLong());
        flags.add(0);
    }

    private void takeDelivery() {
        flags.add((int) in.get());
        indices.add(in.getLong());
        final long sequence = in.getLong();
        in.getLong();
        if (in.get() != '*') {
            throw new AssertionError("no message frame");
        }
        received.add(text() + "=" + WireClient.shortened(text()) + " #" + sequence);
    }

    private String text() {
        final byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String welcome() {
        return welcome;
    }

    /** What CHALLENGE said, without the random number. */
    String challenge() {
        return challenge;
    }

    byte[] nonce() {
        return nonce;
    }

    /** Of WELCOME. */
    byte[] serverProof() {
        return serverProof;
    }

    /** REFUSED or CLOSE, with code and text. */
    String farewell() {
        return farewell;
    }

    long mark() {
        return mark;
    }

    long lostCount() {
        return lostCount;
    }

    long firstIndex() {
        return firstIndex;
    }

    /** By the last welcome or heartbeat. */
    long lastIndex() {
        return lastIndex;
    }

    long confirmed() {
        return confirmed;
    }

    int confirms() {
        return confirms;
    }

    int heartbeats() {
        return heartbeats;
    }

    int round() {
        return round;
    }

    /** Deliveries, {@code queue=message #queueSequence} each, and answers to subscriptions. */
    List<String> received() {
        return received;
    }

    /** The index of each of them; of a producer, of each confirmation. */
    List<Long> indices() {
        return indices;
    }

    List<Integer> flags() {
        return flags;
    }

    boolean isEnded() {
        return isEnded;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

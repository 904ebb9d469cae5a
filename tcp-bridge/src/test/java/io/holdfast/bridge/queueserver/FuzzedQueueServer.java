package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.ManualClock;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import io.holdfast.fuzz.FuzzTarget;
import io.holdfast.fuzz.UnforcedDisk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A queue server on a network in memory with a witness, a consumer of all queues whose bytes tell what the server
 * accepted, and one more socket at a time on which anything may come.
 */
final class FuzzedQueueServer implements AutoCloseable {
    static final int MAX_NAME_LENGTH = 16;
    static final int MAX_MESSAGE_LENGTH = 64;
    static final int MAX_SUBSCRIPTIONS = 4;

    private static final int BUFFER_LENGTH = 64 << 10;
    private static final int MOST_INPUTS = 2000;
    private static final int MOST_POLLS = 5_000;
    private static final int POLLS_AFTERWARDS = 12;
    private static final long TICK_NS = 1_000_000;

    private final Path folder;
    private final ManualClock clock = new ManualClock();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_LENGTH);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_LENGTH);
    private FaultyNetwork network;
    private QueueServer server;
    private Channel witness;
    private Channel channel;
    private final ByteArrayOutputStream witnessed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean isEnded;
    private int inputs;

    FuzzedQueueServer(final Class<?> target) {
        folder = FuzzTarget.of(target).emptyFolder("store");
        open();
    }

    private void open() {
        FuzzTarget.delete(folder);
        network = new FaultyNetwork();
        try {
            server = QueueServer.open(QueueServers.context(folder, clock, network).disk(new UnforcedDisk())
                .maxNameLength(MAX_NAME_LENGTH).maxMessageLength(MAX_MESSAGE_LENGTH)
                .maxSubscriptions(MAX_SUBSCRIPTIONS));
            witness = connect();
            write(witness, new WireBytes().role("consume").subscribe("").toBytes());
            poll(POLLS_AFTERWARDS);
        } catch (final IOException e) {
            throw new AssertionError("no server", e);
        }
        inputs = 0;
    }

    private Channel connect() throws IOException {
        final Channel connected = network.connect(server.localAddress(), BUFFER_LENGTH);
        while (!connected.finishConnect()) {
            poll(1);
        }
        return connected;
    }

    private void write(final Channel to, final byte[] bytes) {
        int sent = 0;
        for (int polls = 0; sent < bytes.length && !(to == channel && isEnded); polls++) {
            require(polls < MOST_POLLS, "the server neither reads nor closes: sent=" + sent);
            out.clear().put(bytes, sent, Math.min(out.capacity(), bytes.length - sent)).flip();
            try {
                sent += Math.max(0, to.write(out));
            } catch (final IOException e) {
                require(to == channel, "the witness is cut");
                isEnded = true;
            }
            poll(1);
        }
    }

    private void poll(final int times) {
        for (int i = 0; i < times; i++) {
            server.doWork();
            clock.advance(TICK_NS);
            if (witness != null) {
                require(!read(witness, witnessed), "the witness is cut");
            }
            if (channel != null) {
                isEnded |= read(channel, received);
            }
        }
    }

    /** {@return whether the stream has ended} */
    private boolean read(final Channel from, final ByteArrayOutputStream to) {
        in.clear();
        try {
            final boolean isOver = from.read(in) < 0;
            for (in.flip(); in.hasRemaining(); ) {
                to.write(in.get());
            }
            return isOver;
        } catch (final IOException e) {
            return true;
        }
    }

    /** Opens a socket and sends bytes, in random pieces if the seed is not negative. */
    void begin(final int seed, final byte[] bytes) throws IOException {
        witnessed.reset();
        received.reset();
        isEnded = false;
        if (seed < 0) {
            network.splitNever();
        } else {
            network.splitRandomly(seed);
        }
        channel = connect();
        send(bytes);
    }

    void send(final byte[] bytes) {
        write(channel, bytes);
        network.splitNever();
        poll(POLLS_AFTERWARDS);
    }

    /** Creates a message as another client would. */
    void produce(final byte[] queue, final byte[] message) throws IOException {
        final Channel producer = connect();
        write(producer, new WireBytes().role("produce").message(queue, message).toBytes());
        poll(POLLS_AFTERWARDS);
        producer.close();
    }

    /** {@return whether the server has closed the socket} */
    boolean isEnded() {
        return isEnded;
    }

    /** {@return what came on the socket} */
    byte[] received() {
        return received.toByteArray();
    }

    /** {@return what the server accepted, as message frames} */
    byte[] witnessed() {
        return witnessed.toByteArray();
    }

    /** Closes the socket; a server that has seen many, or keeps something of one, is thrown away. */
    void end() {
        channel.close();
        channel = null;
        poll(2);
        network.forgetClosed();
        require(server.clientCount() == 1, "a client is left: " + server.clientCount());
        if (++inputs > MOST_INPUTS || !server.subscribers().isEmpty()) {
            close();
            open();
        }
    }

    /** Bytes for people. */
    static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }

    static void require(final boolean isSo, final String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void close() {
        witness = null;
        channel = null;
        server.close();
    }
}

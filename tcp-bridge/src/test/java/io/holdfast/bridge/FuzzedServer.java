package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.protocol.AckFrame;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.HeartbeatFrame;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.PositionFrame;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.fuzz.FuzzTarget;
import io.holdfast.fuzz.UnforcedDisk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server with a good client, on a network in memory, and one socket at a time on which anything may come. */
final class FuzzedServer implements AutoCloseable {
    /** How the names begin that have to be proven, with a secret that nobody is told. */
    static final String TO_BE_PROVEN = "P";

    private static final byte[] SECRET = "a secret that no input has".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_CONNECTIONS = 50;
    private static final int MOST_POLLS = 5_000;
    private static final int POLLS_AFTERWARDS = 12;
    private static final long LOGIN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(6);
    private static final int BUFFER_LENGTH = 64 << 10;

    private final Path folder;
    private final ByteBuffer in = buffer();
    private final ByteBuffer out = buffer();
    private final List<ByteBuffer> frames = new ArrayList<>();
    private TestPair pair;
    private Channel channel;
    private boolean isEnded;
    private boolean hasSaidGoodbye;
    private int logins;
    private int connections;
    private long lastOrdinal;

    FuzzedServer(final Class<?> target) {
        folder = FuzzTarget.of(target).emptyFolder("stores");
        open();
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(BUFFER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void open() {
        FuzzTarget.delete(folder);
        pair = new TestPair(folder);
        pair.serverOptions = context -> context.disk(new UnforcedDisk())
            .loginHandler(request -> request.remoteName().startsWith(TO_BE_PROVEN)
                ? LoginHandler.Decision.provenBy(request.remoteName(), SECRET)
                : LoginHandler.Decision.accept(request.remoteName()));
        pair.clientOptions = context -> context.disk(new UnforcedDisk());
        pair.atServer.handler = (connection, message) -> {
            if (!connection.remoteName().equals("C")) {
                require(message.ordinal() == ++lastOrdinal, "ordinal=" + message.ordinal() + " after "
                    + (lastOrdinal - 1));
            }
            return Action.CONSUMED;
        };
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
        connections = pair.server.connectionCount();
    }

    /** Opens a socket, whose bytes move in random pieces if the seed is not negative. */
    void begin(final int seed) throws IOException {
        frames.clear();
        in.clear();
        isEnded = false;
        hasSaidGoodbye = false;
        lastOrdinal = 0;
        if (seed < 0) {
            pair.network.splitNever();
        } else {
            pair.network.splitRandomly(seed);
        }
        channel = pair.network.connect(TestPair.ADDRESS, BUFFER_LENGTH);
        while (!channel.finishConnect()) {
            poll();
        }
    }

    /** Sends a login that is as it should be, under a name of its own. */
    void sendLogin(final String prefix) {
        send(RawClient.bytes(RawClient.login(prefix + ++logins, "S")::encode));
    }

    void requireNoWelcome() {
        for (int i = 0; i < POLLS_AFTERWARDS; i++) {
            poll();
        }
        require(frames.stream().noneMatch(frame -> FrameHeader.type(frame, 0) == FrameType.LOGIN_OK),
            "came in without the secret");
    }

    void send(final byte[] bytes) {
        int sent = 0;
        for (int polls = 0; sent < bytes.length && !isEnded; polls++) {
            require(polls < MOST_POLLS, "the server neither reads nor closes: sent=" + sent);
            out.clear().put(bytes, sent, Math.min(out.capacity(), bytes.length - sent)).flip();
            try {
                sent += Math.max(0, channel.write(out));
            } catch (final IOException e) {
                isEnded = true;
            }
            poll();
        }
    }

    private void poll() {
        pair.poll(1);
        if (channel != null) {
            read();
        }
    }

    private void read() {
        try {
            isEnded |= channel.read(in) < 0;
        } catch (final IOException e) {
            isEnded = true;
        }
        in.flip();
        while (in.remaining() >= FrameHeader.HEADER_LENGTH
            && in.remaining() >= FrameHeader.length(in, in.position())) {
            final ByteBuffer frame = ByteBuffer.allocate(FrameHeader.length(in, in.position()))
                .order(ByteOrder.LITTLE_ENDIAN);
            frame.put(in.slice(in.position(), frame.capacity())).flip();
            in.position(in.position() + frame.capacity());
            frames.add(frame);
            requireGood(frame);
        }
        in.compact();
    }

    private void requireGood(final ByteBuffer frame) {
        try {
            switch (FrameHeader.validate(frame, 0, BUFFER_LENGTH)) {
                case FrameType.LOGIN_OK -> LoginOk.decode(frame);
                case FrameType.CHALLENGE -> Challenge.decode(frame);
                case FrameType.REFUSED -> hasSaidGoodbye = Refused.decode(frame).text() != null;
                case FrameType.CLOSE -> hasSaidGoodbye = Close.decode(frame).text() != null;
                default -> require(!hasSaidGoodbye, "frames after the last one");
            }
        } catch (final ProtocolException e) {
            throw new AssertionError("the server sent what nobody can read", e);
        }
    }

    /** Waits for the server's next frame. */
    void requireFrame(final int type) {
        for (int i = 0; i < MOST_POLLS && frames.isEmpty() && !isEnded; i++) {
            poll();
        }
        require(!frames.isEmpty() && FrameHeader.type(frames.get(0), 0) == type, "no " + FrameType.name(type));
        frames.clear();
    }

    /** Ends the socket, and looks whether all is as it was before. */
    void end() {
        for (int i = 0; i < POLLS_AFTERWARDS; i++) {
            poll();
        }
        channel.close();
        channel = null;
        pair.network.forgetClosed();
        pair.network.splitNever();
        pair.poll(2);
        if (pair.server.pendingLogins() > 0) {
            pair.clock.advance(LOGIN_TIMEOUT_NS);
            pair.poll(2);
        }
        require(pair.server.pendingLogins() == 0, "a login is left");
        requireGoodClient();
        if (pair.server.connectionCount() > connections + MOST_CONNECTIONS) {
            reopen();
        }
    }

    /** Messages go both ways, in the session that there was. */
    private void requireGoodClient() {
        final long sessions = pair.atServer().stats().sessions();
        pair.atServer.received.clear();
        pair.atClient.received.clear();
        TestPair.send(pair.atClient(), "from the client");
        TestPair.send(pair.atServer(), "from the server");
        pair.pollUntilAcked();
        require(pair.atServer.received.contains("from the client")
            && pair.atClient.received.equals(List.of("from the server")), "the good client's messages are not there: "
                + pair.atServer.received + pair.atClient.received);
        require(pair.atServer().stats().sessions() == sessions, "the good client had to log in anew");
        pair.atServer.events.clear();
        pair.atClient.events.clear();
        pair.atServer.indices.clear();
        pair.atClient.indices.clear();
        pair.atServer.refusals.clear();
        pair.atServer.refusedNames.clear();
        pair.atServer.disconnects.clear();
    }

    private void reopen() {
        pair.close();
        open();
    }

    /** A frame that may not be allowed just now. */
    static byte[] frame(final int kind, final long index, final int number, final int length) {
        return RawClient.bytes(buffer -> {
            switch (kind % 6) {
                case 0 -> PositionFrame.encode(buffer, index, number);
                case 1 -> RawClient.encodeData(buffer, index, new byte[length % 50], length >= 200 ? length - 200 : -1);
                case 2 -> HeartbeatFrame.encode(buffer, index, number);
                case 3 -> AckFrame.encode(buffer, number);
                case 4 -> Close.of(CloseReason.ofWireCode(number), "x".repeat(length)).encode(buffer);
                default -> {
                    FrameHeader.put(buffer, 0, length, number);
                    buffer.position(FrameHeader.HEADER_LENGTH);
                }
            }
        });
    }

    private static void require(final boolean isSo, final String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void close() {
        pair.close();
    }
}

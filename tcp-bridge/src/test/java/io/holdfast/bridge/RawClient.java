package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.protocol.AckFrame;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.DataFrame;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.HeartbeatFrame;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.Limits;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.PositionFrame;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.bridge.protocol.SharedMemory;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.bridge.protocol.Transports;
import io.holdfast.store.RecordChecksum;
import io.holdfast.store.RecordDescriptor;
import net.openhft.chronicle.core.Jvm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A client that keeps no rules: sends any bytes, and says what the server answered. The server is polled by the
 * {@code poll} it is given while it waits.
 */
final class RawClient implements AutoCloseable {
    static final long INCARNATION = 0x1234_5678_9ABCL;
    static final long FIRST_INDEX = 20_000L * 288 << 30;

    /** Bytes of direct buffers of each. */
    static final int DIRECT_BYTES = 64 * 1024;

    private static final int BUFFER_LENGTH = DIRECT_BYTES / 2;
    private static final int MAX_POLLS = 20_000;

    private final Channel channel;
    private final Runnable poll;
    private final ByteBuffer in = direct(BUFFER_LENGTH);
    private final ByteBuffer out = direct(BUFFER_LENGTH);
    private boolean isEnded;

    RawClient(final Network network, final InetSocketAddress server, final Runnable poll) {
        this.poll = poll;
        try {
            channel = network.connect(server, 64 * 1024);
            while (!channel.finishConnect()) {
                poll.run();
            }
        } catch (final IOException e) {
            throw new AssertionError("the server did not take the socket", e);
        }
    }

    private static ByteBuffer direct(final int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A login that is as it should be. */
    static Login login(final String name, final String server) {
        return login(name, server, 4096);
    }

    private static Login login(final String name, final String server, final int maxMessageLength) {
        final Terms terms = new Terms(new LogFacts(INCARNATION, 1, 0, 0), HeldFacts.NOTHING,
            new Limits(maxMessageLength, 1000, 10_000), Transports.TCP_ONLY);
        return new Login(1, terms, new Introduction(name, server, new byte[0], new byte[0]), SharedMemory.NONE);
    }

    /** A confirmation that is as it should be. */
    static Confirm confirm() {
        return new Confirm(new ResumeOffer(ResumeOutcome.FROM_START, INCARNATION, 1, 0, 0, 0, 0),
            Protocol.TRANSPORT_TCP, SharedMemory.NONE);
    }

    /** The bytes of a frame. */
    static byte[] bytes(final Consumer<ByteBuffer> encoder) {
        final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        encoder.accept(buffer);
        final byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    /** Logs in under a name the server has not seen before, up to its first heartbeat. */
    RawClient logIn(final String name) {
        return logIn(name, 4096);
    }

    /** Does that on a server with another limit on messages. */
    RawClient logIn(final String name, final int maxMessageLength) {
        send(login(name, "S", maxMessageLength)::encode);
        final ByteBuffer answer = awaitFrame();
        try {
            LoginOk.decode(answer);
        } catch (final ProtocolException e) {
            throw new AssertionError("no LOGIN_OK", e);
        }
        send(confirm()::encode);
        final ByteBuffer first = awaitFrame();
        if (first == null || FrameHeader.type(first, 0) != FrameType.HEARTBEAT) {
            throw new AssertionError("no HEARTBEAT after CONFIRM");
        }
        return this;
    }

    /** Sends a frame as its encoder makes it. */
    RawClient send(final Consumer<ByteBuffer> encoder) {
        out.clear();
        encoder.accept(out);
        return flush();
    }

    /** Sends bytes. */
    RawClient send(final byte... bytes) {
        return send(buffer -> buffer.put(bytes));
    }

    /** Sends a header and nothing behind it. */
    RawClient sendHeader(final int length, final int type, final long index, final long ack) {
        return send(buffer -> {
            FrameHeader.put(buffer, 0, length, type);
            buffer.putLong(8, index).putLong(16, ack).position(FrameHeader.HEADER_LENGTH);
        });
    }

    RawClient sendPosition(final long index, final long ordinal) {
        return send(buffer -> PositionFrame.encode(buffer, index, ordinal));
    }

    RawClient sendAck(final long ack) {
        return send(buffer -> AckFrame.encode(buffer, ack));
    }

    RawClient sendHeartbeat(final long lastIndex, final long ack) {
        return send(buffer -> HeartbeatFrame.encode(buffer, lastIndex, ack));
    }

    /** Sends a message that is as it should be. */
    RawClient sendData(final long index, final byte[] payload) {
        return sendData(index, payload, record -> { });
    }

    /** Sends a message whose record was changed after its checksum had been computed. */
    RawClient sendData(final long index, final byte[] payload, final Consumer<ByteBuffer> change) {
        return send(buffer -> {
            final ByteBuffer record = record(index, payload);
            change.accept(record);
            DataFrame.encodeHeader(buffer, index, 0, record.remaining());
            buffer.put(record);
        });
    }

    /** Encodes a message, one byte of whose record is wrong unless the place of that byte is negative. */
    static void encodeData(final ByteBuffer buffer, final long index, final byte[] payload, final int damagedAt) {
        final ByteBuffer record = record(index, payload);
        if (damagedAt >= 0) {
            final int at = damagedAt % record.capacity();
            record.put(at, (byte) ~record.get(at));
        }
        DataFrame.encodeHeader(buffer, index, 0, record.remaining());
        buffer.put(record);
    }

    private static ByteBuffer record(final long index, final byte[] payload) {
        final ByteBuffer record = direct(RecordDescriptor.HEADER_LENGTH + payload.length);
        record.put(4, (byte) RecordDescriptor.VERSION).put(6, (byte) RecordDescriptor.CHECKSUM_CRC32C);
        record.putInt(8, 7).putShort(34, (short) 1).put(RecordDescriptor.HEADER_LENGTH, payload);
        return sealed(record, index);
    }

    /** Makes a record's checksum right again. */
    ByteBuffer reseal(final ByteBuffer record, final long index) {
        return sealed(record, index);
    }

    private static ByteBuffer sealed(final ByteBuffer record, final long index) {
        final int checksum = new RecordChecksum().compute(Jvm.address(record), record.capacity(), INCARNATION, index);
        return record.putInt(0, checksum);
    }

    private RawClient flush() {
        out.flip();
        try {
            for (int i = 0; i < MAX_POLLS && out.hasRemaining(); i++) {
                channel.write(out);
                if (out.hasRemaining()) {
                    poll.run();
                }
            }
        } catch (final IOException e) {
            isEnded = true;
        }
        return this;
    }

    /** Waits for the next frame; null if the stream ended before. */
    ByteBuffer awaitFrame() {
        for (int i = 0; i < MAX_POLLS; i++) {
            final ByteBuffer frame = nextFrame();
            if (frame != null || isEnded) {
                return frame;
            }
            poll.run();
            read();
        }
        throw new AssertionError("the server says nothing and does not close either");
    }

    private ByteBuffer nextFrame() {
        if (in.position() < FrameHeader.HEADER_LENGTH || in.position() < FrameHeader.length(in, 0)) {
            return null;
        }
        final ByteBuffer frame = ByteBuffer.allocate(FrameHeader.length(in, 0)).order(ByteOrder.LITTLE_ENDIAN);
        in.flip();
        frame.put(0, in, 0, frame.capacity());
        in.position(frame.capacity());
        in.compact();
        return frame;
    }

    /** Takes in what has come. */
    boolean read() {
        try {
            isEnded |= channel.read(in) < 0;
        } catch (final IOException e) {
            isEnded = true;
        }
        return isEnded;
    }

    /** Waits until the server has closed, and tells its last word: {@code CLOSE reason}, {@code REFUSED code} or "". */
    String awaitEnd() {
        String last = "";
        while (true) {
            final ByteBuffer frame = awaitFrame();
            if (frame == null) {
                return last;
            }
            last = lastWord(frame);
        }
    }

    /** Waits until the server has closed and tells the kinds of all frames that came before. */
    List<String> awaitAll() {
        final List<String> all = new ArrayList<>();
        for (ByteBuffer frame = awaitFrame(); frame != null; frame = awaitFrame()) {
            all.add(lastWord(frame));
        }
        return all;
    }

    private static String lastWord(final ByteBuffer frame) {
        try {
            final int type = FrameHeader.type(frame, 0);
            if (type == FrameType.CLOSE) {
                return "CLOSE " + Close.decode(frame).reason();
            }
            if (type == FrameType.REFUSED) {
                final Refusal refusal = Refused.decode(frame).refusal();
                return "REFUSED " + refusal.code();
            }
            return FrameType.name(type);
        } catch (final ProtocolException e) {
            throw new AssertionError("the server sent what nobody can read", e);
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}

package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.Farewell;
import io.holdfast.bridge.queueserver.protocol.FrameLimits;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.SessionPhase;
import io.holdfast.bridge.queueserver.protocol.Welcome;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import net.openhft.chronicle.core.Jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any bytes from a client of the session protocol: the server accepts the messages that a reading of the page finds,
 * each once, answers with frames that are well-formed, and says why before it closes.
 * <pre>u8 flags (bits 0, 1: all bytes after the role, after the HELLO of a producer, of a consumer, of a producer with
 * a name; bit 2: in random pieces) | u8 seed of the pieces | bytes</pre>
 */
public final class SessionProtocolFuzz {
    private static final int AFTER = 3;
    private static final int PIECES = 4;
    private static final int CONSUMER = 2;
    private static final int NAMED = 3;
    private static final int MOST_INPUT = 30_000;
    private static final FrameLimits LIMITS = new FrameLimits(FuzzedQueueServer.MAX_NAME_LENGTH,
        FuzzedQueueServer.MAX_MESSAGE_LENGTH);
    private static final ByteBuffer WRITTEN = ByteBuffer.allocateDirect(4096);

    private static FuzzedQueueServer server;
    private static long names;

    private SessionProtocolFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) throws IOException {
        if (input.length < 2 || input.length > MOST_INPUT) {
            return;
        }
        if (server == null) {
            server = new FuzzedQueueServer(SessionProtocolFuzz.class);
        }
        final int after = input[0] & AFTER;
        final byte[] rest = Arrays.copyOfRange(input, 2, input.length);
        try {
            server.begin((input[0] & PIECES) == 0 ? -1 : input[1] & 0xFF, hello(after).bytes(rest).toBytes());
            // a socket that takes little may be closed before it has taken the farewell
            final boolean isCut = (input[0] & PIECES) != 0 && server.isEnded();
            final Answers answers = new Answers(server.received(), after == CONSUMER, isCut);
            if (after == 0) {
                final int length = rewriteHello(rest);
                requireFarewell(answers, Arrays.copyOfRange(rest, length, rest.length));
            } else if (after == CONSUMER) {
                requireFarewell(answers, rest);
            } else {
                check(new Reading(rest, SessionPhase.PRODUCING), answers);
            }
            server.end();
        } catch (final Throwable broken) {
            server.close();
            server = null;
            throw broken;
        }
    }

    private static WireBytes hello(final int after) {
        return switch (after) {
            case 0 -> new WireBytes().role("session");
            case CONSUMER -> WireSession.hello('c', "");
            case NAMED -> WireSession.hello('p', "n" + ++names);
            default -> WireSession.hello('p', "");
        };
    }

    private static void requireFarewell(final Answers answers, final byte[] afterHello) {
        FuzzedQueueServer.require(!server.isEnded() || answers.isFarewellSaid
            || new Reading(afterHello, SessionPhase.CONSUMING).isClosed, "closed without a word");
    }

    /** What was read of a HELLO is the same when it is written and read again; answers its length, 0 if it is none. */
    private static int rewriteHello(final byte[] bytes) {
        final SessionFrameParser parser = new SessionFrameParser(SessionPhase.GREETING, LIMITS);
        final int helloLength = Math.max(0, parser.parse(ByteBuffer.wrap(bytes), 0, bytes.length));
        if (helloLength > 0) {
            final Hello read = Hello.read(ByteBuffer.wrap(bytes), 0);
            if (read.role() != null && read.name().chars().allMatch(c -> c < 128)) {
                final int length = read.put(Jvm.address(WRITTEN));
                FuzzedQueueServer.require(parser.parse(WRITTEN, 0, length) == length
                    && Hello.read(WRITTEN, 0).equals(read), "another HELLO: " + read);
            }
        }
        return helloLength;
    }

    private static void check(final Reading reading, final Answers answers) {
        FuzzedQueueServer.require(Arrays.equals(server.witnessed(), reading.messages.toBytes()), "accepted "
            + FuzzedQueueServer.text(server.witnessed()) + " instead of "
            + FuzzedQueueServer.text(reading.messages.toBytes()));
        FuzzedQueueServer.require(server.isEnded() == (reading.isFaulty || reading.isClosed), "ended="
            + server.isEnded() + " faulty=" + reading.isFaulty + " closed=" + reading.isClosed);
        FuzzedQueueServer.require(!reading.isFaulty || answers.isFarewellSaid, "closed without a word");
        FuzzedQueueServer.require(reading.isFaulty || answers.confirmed == reading.sequence, "confirmed "
            + answers.confirmed + " instead of " + reading.sequence);
    }

    /** What the page says of a client's frames, once it is welcome. */
    private static final class Reading {
        private final WireBytes messages = new WireBytes();
        private long sequence;
        private boolean isFaulty;
        private boolean isClosed;

        Reading(final byte[] stream, final SessionPhase phase) {
            final ByteBuffer bytes = ByteBuffer.wrap(stream);
            final boolean isProducer = phase == SessionPhase.PRODUCING;
            while (bytes.remaining() > Integer.BYTES && !isFaulty && !isClosed) {
                final long length = bytes.getInt() & 0xFFFF_FFFFL;
                final byte type = bytes.get();
                isFaulty = isProducer && !isLengthOf(type, length);
                if (isFaulty || bytes.remaining() < length - 1) {
                    return;
                }
                final ByteBuffer body = bytes.slice(bytes.position(), (int) length - 1);
                bytes.position(bytes.position() + body.capacity());
                if (type == SessionFrames.CLOSE) {
                    close(body);
                } else if (isProducer && type == SessionFrames.PRODUCE) {
                    produce(body);
                }
            }
        }

        private static boolean isLengthOf(final byte type, final long length) {
            return switch (type) {
                case SessionFrames.PRODUCE -> length >= 18
                    && length <= 18 + FuzzedQueueServer.MAX_NAME_LENGTH + FuzzedQueueServer.MAX_MESSAGE_LENGTH;
                case SessionFrames.HEARTBEAT -> length == 9;
                case SessionFrames.CLOSE -> length >= 7 && length <= 7 + 1024;
                default -> false;
            };
        }

        private void close(final ByteBuffer body) {
            isClosed = body.capacity() >= 6 && (body.getInt(2) & 0xFFFF_FFFFL) == body.capacity() - 6;
            isFaulty = !isClosed;
        }

        private void produce(final ByteBuffer body) {
            final long next = body.getLong();
            final boolean isMessage = body.get() == '*';
            final long nameLength = body.getInt() & 0xFFFF_FFFFL;
            if (!isMessage || nameLength > FuzzedQueueServer.MAX_NAME_LENGTH
                || nameLength > body.remaining() - Integer.BYTES) {
                isFaulty = true;
                return;
            }
            final byte[] name = new byte[(int) nameLength];
            body.get(name);
            final long messageLength = body.getInt() & 0xFFFF_FFFFL;
            if (messageLength != body.remaining() || messageLength > FuzzedQueueServer.MAX_MESSAGE_LENGTH
                || next > sequence + 1 || next < 1) {
                isFaulty = true;
                return;
            }
            final byte[] message = new byte[body.remaining()];
            body.get(message);
            if (next == sequence + 1) {
                sequence = next;
                messages.message(name, message);
            }
        }
    }

    /** What the server said. */
    private static final class Answers {
        private boolean isFarewellSaid;
        private long confirmed;

        Answers(final byte[] stream, final boolean isConsumer, final boolean isCut) {
            final ByteBuffer bytes = ByteBuffer.wrap(stream);
            final SessionFrameParser parser = new SessionFrameParser(SessionPhase.ANSWERING, LIMITS);
            int start = 0;
            for (int length = parser.parse(bytes, 0, stream.length); length > 0;
                length = parser.parse(bytes, start, stream.length)) {
                FuzzedQueueServer.require(!isFarewellSaid, "frames after the last one");
                take(parser, bytes, start);
                if (start == 0) {
                    final boolean isToConsumer = isConsumer || parser.type() == SessionFrames.WELCOME
                        && stream.length > start + length + 4 && isOfConsumers(stream[start + length + 4]);
                    parser.phase(isToConsumer ? SessionPhase.DELIVERING : SessionPhase.CONFIRMING);
                }
                start += length;
            }
            isFarewellSaid |= isCut;
            FuzzedQueueServer.require(start == stream.length || isCut, "the server sent what nobody can read: "
                + FuzzedQueueServer.text(stream));
        }

        private static boolean isOfConsumers(final byte type) {
            return type == SessionFrames.SUBSCRIBED || type == SessionFrames.DELIVER;
        }

        private void take(final SessionFrameParser parser, final ByteBuffer bytes, final int start) {
            switch (parser.type()) {
                case SessionFrames.WELCOME -> FuzzedQueueServer.require(Welcome.read(bytes, start).version() == 1,
                    "another version");
                case SessionFrames.REFUSED, SessionFrames.CLOSE -> {
                    FuzzedQueueServer.require(Farewell.read(bytes, start).code() > 0, "no reason");
                    isFarewellSaid = true;
                }
                case SessionFrames.CONFIRM -> {
                    FuzzedQueueServer.require(parser.producerSequence() >= confirmed, "confirmed less");
                    confirmed = parser.producerSequence();
                }
                default -> { }
            }
        }
    }
}

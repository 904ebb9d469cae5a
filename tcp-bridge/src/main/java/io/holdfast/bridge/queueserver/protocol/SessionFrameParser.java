package io.holdfast.bridge.queueserver.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads one frame of the session protocol at a time, from either side, from bytes that may have been cut anywhere. What
 * a frame's length may be is known from its type, so it is checked before anything waits for the rest. Keeps nothing
 * between two calls but where the last frame was: its accessors read from the buffer that was parsed, and are valid as
 * long as that is not changed. Which of them say something depends on the type, see {@link SessionFrames}. One thread;
 * allocates nothing.
 */
public final class SessionFrameParser {
    /** Answer: the frame is not complete yet. */
    public static final int INCOMPLETE = 0;

    /** Answer: the session is to be ended, {@link #fault()} says why. */
    public static final int FAULTY = -1;

    private final FrameLimits limits;
    private SessionPhase phase;
    private ByteBuffer bytes;
    private int start;
    private byte type;
    private int nameOffset;
    private int nameLength;
    private int messageLength;
    private int neededLength;
    private Fault fault;
    private long faultValue;

    /**
     * Makes a parser for what one side sends.
     *
     * @param phase  that the sender is in
     * @param limits on what it may send
     */
    public SessionFrameParser(final SessionPhase phase, final FrameLimits limits) {
        this.phase = Objects.requireNonNull(phase, "phase");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Notes what may come next.
     *
     * @param newPhase that the sender is in from now on
     */
    public void phase(final SessionPhase newPhase) {
        phase = Objects.requireNonNull(newPhase, "newPhase");
    }

    /**
     * Looks at what may be a frame.
     *
     * @param source   holds it; left as it is, whatever its order
     * @param newStart of the frame
     * @param end      of what came
     * @return the frame's length, all of which came; or {@link #INCOMPLETE}, or {@link #FAULTY}
     */
    public int parse(final ByteBuffer source, final int newStart, final int end) {
        bytes = source;
        start = newStart;
        neededLength = SessionFrames.HEADER_LENGTH;
        if (end - start < SessionFrames.HEADER_LENGTH) {
            return INCOMPLETE;
        }
        type = bytes.get(start + Integer.BYTES);
        if (!phase.allows(type)) {
            return faulty(Fault.UNEXPECTED_FRAME, type & 0xFF);
        }
        final long length = Integer.BYTES + BaseFrames.u32(bytes, start);
        final long least = leastLength();
        if (length < least || length > least + mostMore()) {
            return faulty(Fault.LENGTH_OUT_OF_RANGE, length - Integer.BYTES);
        }
        neededLength = (int) length;
        return end - start < neededLength ? INCOMPLETE : parseBody();
    }

    private int leastLength() {
        return switch (type) {
            case SessionFrames.HELLO -> Hello.OVERHEAD;
            case SessionFrames.WELCOME -> Welcome.OVERHEAD;
            case SessionFrames.CHALLENGE -> Challenge.OVERHEAD;
            case SessionFrames.PROOF -> SecretProof.LENGTH;
            case SessionFrames.PRODUCE -> SessionFrames.PRODUCE_PREFIX_LENGTH + BaseFrames.MESSAGE_OVERHEAD;
            case SessionFrames.CONFIRM -> SessionFrames.CONFIRM_LENGTH;
            case SessionFrames.SUBSCRIBE -> SessionFrames.SUBSCRIBE_OVERHEAD;
            case SessionFrames.SUBSCRIBED -> SessionFrames.SUBSCRIBED_LENGTH;
            case SessionFrames.UNSUBSCRIBE -> SessionFrames.UNSUBSCRIBE_OVERHEAD;
            case SessionFrames.DELIVER -> SessionFrames.DELIVER_PREFIX_LENGTH + BaseFrames.MESSAGE_OVERHEAD;
            case SessionFrames.ACK -> SessionFrames.ACK_LENGTH;
            case SessionFrames.HEARTBEAT -> SessionFrames.HEARTBEAT_LENGTH;
            default -> Farewell.OVERHEAD;
        };
    }

    /** {@return how many bytes of names, messages and texts there may be} */
    private long mostMore() {
        return switch (type) {
            case SessionFrames.HELLO, SessionFrames.WELCOME, SessionFrames.CHALLENGE -> Hello.MAX_NAME_LENGTH;
            case SessionFrames.SUBSCRIBE, SessionFrames.UNSUBSCRIBE -> limits.maxNameLength();
            case SessionFrames.PRODUCE, SessionFrames.DELIVER ->
                (long) limits.maxNameLength() + limits.maxMessageLength();
            case SessionFrames.REFUSED, SessionFrames.CLOSE -> Farewell.MAX_TEXT_LENGTH;
            default -> 0;
        };
    }

    private int parseBody() {
        return switch (type) {
            case SessionFrames.PRODUCE -> parseMessage(SessionFrames.PRODUCE_PREFIX_LENGTH);
            case SessionFrames.DELIVER -> parseMessage(SessionFrames.DELIVER_PREFIX_LENGTH);
            case SessionFrames.CONFIRM, SessionFrames.SUBSCRIBED, SessionFrames.ACK, SessionFrames.HEARTBEAT,
                 SessionFrames.PROOF -> neededLength;
            default -> parseNamed(leastLength());
        };
    }

    /** A name or text is the end of these frames, so its length follows from that of the frame. */
    private int parseNamed(final int overhead) {
        final long announced = BaseFrames.u32(bytes, start + overhead - Integer.BYTES);
        if (announced != neededLength - overhead) {
            return faulty(Fault.LENGTH_MISMATCH, announced);
        }
        nameOffset = start + overhead;
        nameLength = (int) announced;
        return neededLength;
    }

    private int parseMessage(final int prefixLength) {
        final int frame = start + prefixLength;
        if (bytes.get(frame) != BaseFrames.MESSAGE) {
            return faulty(Fault.UNKNOWN_EVENT, bytes.get(frame) & 0xFF);
        }
        final int more = neededLength - prefixLength - BaseFrames.MESSAGE_OVERHEAD;
        final long announcedName = BaseFrames.u32(bytes, frame + 1);
        if (announcedName > limits.maxNameLength()) {
            return faulty(Fault.NAME_TOO_LONG, announcedName);
        }
        if (announcedName > more) {
            return faulty(Fault.LENGTH_MISMATCH, announcedName);
        }
        nameOffset = frame + BaseFrames.NAMED_OVERHEAD;
        nameLength = (int) announcedName;
        final long announcedMessage = BaseFrames.u32(bytes, nameOffset + nameLength);
        if (announcedMessage > limits.maxMessageLength()) {
            return faulty(Fault.MESSAGE_TOO_LONG, announcedMessage);
        }
        if (announcedMessage != more - nameLength) {
            return faulty(Fault.LENGTH_MISMATCH, announcedMessage);
        }
        messageLength = (int) announcedMessage;
        return neededLength;
    }

    private int faulty(final Fault found, final long value) {
        fault = found;
        faultValue = value;
        return FAULTY;
    }

    /** {@return the type of a complete frame, as {@link SessionFrames} names it} */
    public byte type() {
        return type;
    }

    /** {@return the producer's own sequence, of PRODUCE and CONFIRM} */
    public long producerSequence() {
        return SessionFrames.i64(bytes, start + 5);
    }

    /** {@return the index, of CONFIRM, DELIVER, ACK and HEARTBEAT} */
    public long index() {
        return SessionFrames.i64(bytes, start + switch (type) {
            case SessionFrames.CONFIRM -> 13;
            case SessionFrames.DELIVER -> 6;
            case SessionFrames.ACK -> 9;
            default -> 5;
        });
    }

    /** {@return the index after which messages come, of SUBSCRIBED} */
    public long after() {
        return SessionFrames.i64(bytes, start + 14);
    }

    /** {@return the number of the request, of SUBSCRIBE and SUBSCRIBED} */
    public int request() {
        return (int) BaseFrames.u32(bytes, start + 5);
    }

    /** {@return the round, of SUBSCRIBED and ACK} */
    public int round() {
        return (int) BaseFrames.u32(bytes, start + (type == SessionFrames.ACK ? 5 : 9));
    }

    /** {@return from where to subscribe, of SUBSCRIBE: any byte} */
    public byte from() {
        return bytes.get(start + 9);
    }

    /** {@return the index or time from which to subscribe, of SUBSCRIBE} */
    public long position() {
        return SessionFrames.i64(bytes, start + 10);
    }

    /** {@return the flags, of SUBSCRIBED and DELIVER} */
    public int flags() {
        return bytes.get(start + (type == SessionFrames.DELIVER ? 5 : 13)) & 0xFF;
    }

    /** {@return the sequence within the queue, of DELIVER} */
    public long queueSequence() {
        return SessionFrames.i64(bytes, start + 14);
    }

    /** {@return when the message was accepted, in nanoseconds since the epoch, of DELIVER} */
    public long epochNs() {
        return SessionFrames.i64(bytes, start + 22);
    }

    /** {@return where the queue's name begins, of PRODUCE, SUBSCRIBE, UNSUBSCRIBE and DELIVER} */
    public int nameOffset() {
        return nameOffset;
    }

    /** {@return the length of that name in bytes} */
    public int nameLength() {
        return nameLength;
    }

    /** {@return where the message begins, of PRODUCE and DELIVER} */
    public int messageOffset() {
        return nameOffset + nameLength + Integer.BYTES;
    }

    /** {@return the length of that message in bytes} */
    public int messageLength() {
        return messageLength;
    }

    /** {@return how long an incomplete frame is at least, in bytes, by what came of it; within the limits} */
    public int neededLength() {
        return neededLength;
    }

    /** {@return what is wrong, after {@link #FAULTY}} */
    public Fault fault() {
        return fault;
    }

    /** {@return what is wrong with its value, in words for a log, after {@link #FAULTY}; allocates} */
    public String faultText() {
        return fault.text() + (fault == Fault.UNEXPECTED_FRAME ? ": type=" + faultValue + " phase=" + phase
            : ": value=" + faultValue + " type=" + type);
    }

    /** {@return the code that tells the sender, after {@link #FAULTY}} */
    public SessionCode faultCode() {
        return switch (fault) {
            case UNEXPECTED_FRAME -> SessionCode.UNEXPECTED;
            case NAME_TOO_LONG, MESSAGE_TOO_LONG, LENGTH_OUT_OF_RANGE -> SessionCode.TOO_LONG;
            default -> SessionCode.MALFORMED;
        };
    }
}

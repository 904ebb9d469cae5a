package io.holdfast.bridge.queueserver.protocol;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads one event of the base protocol at a time from bytes that may have been cut anywhere. It keeps nothing between
 * two calls but what the last one found, so the caller shows the beginning of a frame again once more has come; that
 * costs next to nothing, as only the lengths are looked at. One thread; allocates nothing.
 * <pre>
 *   * name_len name msg_len msg      a message          from a PRODUCE client
 *   &gt; name_len name                  subscribe          from a CONSUME client
 *   / name_len name                  unsubscribe        from a CONSUME client
 * </pre>
 */
public final class BaseFrameParser {
    /** Answer: the frame is not complete yet. */
    public static final int INCOMPLETE = 0;

    /** Answer: the connection is to be closed, {@link #fault()} says why. */
    public static final int FAULTY = -1;

    private final Role role;
    private final FrameLimits limits;
    private byte event;
    private int nameOffset;
    private int nameLength;
    private int messageOffset;
    private int messageLength;
    private int neededLength;
    private Fault fault;
    private long faultValue;

    /**
     * Makes a parser for what one client sends.
     *
     * @param role   of the client: {@link Role#PRODUCE} or {@link Role#CONSUME}
     * @param limits on what it may send
     */
    public BaseFrameParser(final Role role, final FrameLimits limits) {
        this.role = Objects.requireNonNull(role, "role");
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Looks at what may be a frame.
     *
     * @param bytes holds it; left as it is, whatever its order
     * @param start of the frame
     * @param end   of what came
     * @return the frame's length, all of which came; or {@link #INCOMPLETE}, or {@link #FAULTY}
     */
    public int parse(final ByteBuffer bytes, final int start, final int end) {
        neededLength = BaseFrames.NAMED_OVERHEAD;
        if (start == end) {
            return INCOMPLETE;
        }
        event = bytes.get(start);
        if (event != BaseFrames.MESSAGE && event != BaseFrames.SUBSCRIBE && event != BaseFrames.UNSUBSCRIBE) {
            return faulty(Fault.UNKNOWN_EVENT, event & 0xFF);
        }
        if (event == BaseFrames.MESSAGE == (role == Role.CONSUME)) {
            return faulty(role == Role.CONSUME ? Fault.NOT_A_PRODUCER : Fault.NOT_A_CONSUMER, event & 0xFF);
        }
        if (end - start < BaseFrames.NAMED_OVERHEAD) {
            return INCOMPLETE;
        }
        return parseName(bytes, start, end);
    }

    private int parseName(final ByteBuffer bytes, final int start, final int end) {
        final long announced = BaseFrames.u32(bytes, start + 1);
        if (announced > limits.maxNameLength()) {
            return faulty(Fault.NAME_TOO_LONG, announced);
        }
        nameOffset = start + BaseFrames.NAMED_OVERHEAD;
        nameLength = (int) announced;
        neededLength = BaseFrames.NAMED_OVERHEAD + nameLength;
        if (event == BaseFrames.MESSAGE) {
            return parseMessage(bytes, start, end);
        }
        return end - start < neededLength ? INCOMPLETE : neededLength;
    }

    private int parseMessage(final ByteBuffer bytes, final int start, final int end) {
        neededLength = BaseFrames.messageLength(nameLength, 0);
        if (end - start < neededLength) {
            return INCOMPLETE;
        }
        final long announced = BaseFrames.u32(bytes, nameOffset + nameLength);
        if (announced > limits.maxMessageLength()) {
            return faulty(Fault.MESSAGE_TOO_LONG, announced);
        }
        messageOffset = start + neededLength;
        messageLength = (int) announced;
        neededLength += messageLength;
        return end - start < neededLength ? INCOMPLETE : neededLength;
    }

    private int faulty(final Fault found, final long value) {
        fault = found;
        faultValue = value;
        return FAULTY;
    }

    /** {@return the first byte of a complete frame, as {@link BaseFrames} names it} */
    public byte event() {
        return event;
    }

    /** {@return where the name of a complete frame begins} */
    public int nameOffset() {
        return nameOffset;
    }

    /** {@return the length of that name in bytes} */
    public int nameLength() {
        return nameLength;
    }

    /** {@return where the message begins, if the complete frame is one} */
    public int messageOffset() {
        return messageOffset;
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

    /** {@return what is wrong with its value and limit, in words for a log, after {@link #FAULTY}; allocates} */
    public String faultText() {
        return switch (fault) {
            case NAME_TOO_LONG -> fault.text() + ": name_len=" + faultValue + " maxNameLength="
                + limits.maxNameLength();
            case MESSAGE_TOO_LONG -> fault.text() + ": msg_len=" + faultValue + " maxMessageLength="
                + limits.maxMessageLength();
            default -> fault.text() + ": byte=0x" + Long.toHexString(faultValue);
        };
    }
}

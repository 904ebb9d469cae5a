package io.holdfast.bridge.queueserver.protocol;

/**
 * The longest name and message that are taken from the wire.
 *
 * @param maxNameLength    in bytes, 1 at least
 * @param maxMessageLength in bytes, 0 at least; a whole frame must be shorter than 2 GiB
 */
public record FrameLimits(int maxNameLength, int maxMessageLength) {
    /**
     * Checks both.
     *
     * @param maxNameLength    in bytes
     * @param maxMessageLength in bytes
     * @throws IllegalArgumentException if one is out of range
     */
    public FrameLimits {
        if (maxNameLength < 1) {
            throw new IllegalArgumentException("maxNameLength must be at least 1, was " + maxNameLength);
        }
        final long longestFrame = (long) SessionFrames.DELIVER_PREFIX_LENGTH + BaseFrames.MESSAGE_OVERHEAD
            + maxNameLength + maxMessageLength;
        if (maxMessageLength < 0 || longestFrame > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("maxMessageLength must be positive and leave a frame below 2 GiB, was "
                + maxMessageLength + " beside maxNameLength=" + maxNameLength);
        }
    }

    /** {@return the length of the longest frame of the base protocol within these limits, in bytes} */
    public int maxFrameLength() {
        return BaseFrames.messageLength(maxNameLength, maxMessageLength);
    }
}

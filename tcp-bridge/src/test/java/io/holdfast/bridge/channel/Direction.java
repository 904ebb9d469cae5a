package io.holdfast.bridge.channel;

/** One of the two ways of a connection. */
public enum Direction {
    /** From the side that connected to the side that listens. */
    TO_SERVER,
    /** From the side that listens to the side that connected. */
    TO_CLIENT;

    /** {@return the other way} */
    public Direction other() {
        return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
    }
}

package io.holdfast;

/** Who decides when a delivered message is acked. */
public enum AckMode {
    /** A message is acked when its handler returns {@link Action#CONSUMED}. */
    AUTO,

    /** The handler may return {@link Action#DEFER} and ack later. */
    MANUAL
}

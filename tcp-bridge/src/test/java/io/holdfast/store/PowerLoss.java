package io.holdfast.store;

/** Thrown by a {@link LossyDisk} when the power fails: whoever is in the way lets go, and what is left is an image. */
public final class PowerLoss extends Error {
    private static final long serialVersionUID = 1;

    /** Nothing but the fact. */
    PowerLoss() {
        super("the power failed", null, false, false);
    }
}

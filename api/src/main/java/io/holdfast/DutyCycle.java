package io.holdfast;

/** A bounded, non-blocking piece of work on the caller's thread. */
@FunctionalInterface
public interface DutyCycle {
    /**
     * Works once.
     *
     * @return how much was done; 0 means the caller may idle
     */
    int doWork();
}

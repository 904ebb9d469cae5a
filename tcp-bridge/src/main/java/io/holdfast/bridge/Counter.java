package io.holdfast.bridge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread increases and any thread reads, without a fence on either side. */
final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    void add(final long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    void increment() {
        add(1);
    }

    long value() {
        return (long) VALUE.getOpaque(this);
    }
}

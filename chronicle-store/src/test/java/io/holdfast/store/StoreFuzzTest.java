package io.holdfast.store;

import io.holdfast.fuzz.FuzzSuite;

/** The files of a connection, through the code that opens them. */
class StoreFuzzTest extends FuzzSuite {
    StoreFuzzTest() {
        super(StateFuzz.class, AckFuzz.class, SessionFuzz.class, CycleFuzz.class);
    }
}

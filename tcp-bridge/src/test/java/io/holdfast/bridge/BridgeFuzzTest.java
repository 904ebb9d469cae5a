package io.holdfast.bridge;

import io.holdfast.bridge.protocol.FramesFuzz;
import io.holdfast.bridge.queueserver.BaseProtocolFuzz;
import io.holdfast.bridge.queueserver.SessionProtocolFuzz;
import io.holdfast.fuzz.FuzzSuite;

/** Whatever comes from a socket. */
class BridgeFuzzTest extends FuzzSuite {
    BridgeFuzzTest() {
        super(FramesFuzz.class, LoginFuzz.class, BaseProtocolFuzz.class, SessionProtocolFuzz.class);
    }
}

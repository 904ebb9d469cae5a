package io.holdfast.examples.bench;

import io.holdfast.Transport;
import io.holdfast.bridge.EndpointContext;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What both ends of the footprint benchmark agree on.
 *
 * @param folder      of the run
 * @param connections how many peers the server has
 * @param transport   how messages travel
 * @param isSmall     whether both ends have the profile for thousands of connections
 */
record FootprintSettings(Path folder, int connections, Transport transport, boolean isSmall) {
    static final String SERVER_NAME = "server";

    /** The other process is stopped by a busy machine more easily than by a fault. */
    private static final long LIVENESS_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOGIN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    static String peerName(final int number) {
        return "peer" + number;
    }

    /** Sets the options of one end; both have the same store, so that each may read the other's files. */
    <T extends EndpointContext<T>> T applyTo(final T context) {
        if (isSmall) {
            context.small();
        }
        return context.store(folder.resolve("store")).transport(transport).livenessTimeoutNs(LIVENESS_TIMEOUT_NS)
            .loginTimeoutNs(LOGIN_TIMEOUT_NS);
    }
}

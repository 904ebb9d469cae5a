package io.holdfast.examples.command;

import io.holdfast.bridge.ClientContext;
import picocli.CommandLine.Option;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whom a client connects to and how long it keeps trying. */
public final class ConnectOptions {
    private static final long MIN_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(500);

    @Option(names = "--connect", required = true, split = ",", paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where the server listens; several addresses are tried in turn.")
    private List<InetSocketAddress> endpoints;

    @Option(names = "--remote", paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "The server's peer name. Left out, the server tells it; given, messages are accepted before "
            + "the server was ever there.")
    private String remoteName;

    @Option(names = "--timeout", defaultValue = "60", paramLabel = "SECONDS",
        description = "Give up after this long without progress; 0 waits for ever. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    /** {@return the server's peer name, null if the server is to tell it} */
    public String remoteName() {
        return remoteName;
    }

    /** {@return nanoseconds without progress after which to give up; {@link Long#MAX_VALUE} for never} */
    public long timeoutNs() {
        return timeoutSeconds <= 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    /**
     * Sets what these options say.
     *
     * @param context of a client
     * @return the same context
     */
    public ClientContext applyTo(final ClientContext context) {
        endpoints.forEach(context::endpoint);
        return context.remoteName(remoteName).backoffNs(MIN_BACKOFF_NS, MAX_BACKOFF_NS);
    }
}

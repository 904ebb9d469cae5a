package io.holdfast.examples.queue;

import io.holdfast.SystemClock;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.queueserver.client.QueueClientContext;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.bridge.tls.TlsNetwork;
import io.holdfast.examples.command.ClientTlsOptions;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.SecretOption;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Where the queue server is. */
final class QueueConnectOptions {
    private static final long MIN_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(500);

    @Option(names = "--connect", required = true, paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where the queue server listens.")
    private InetSocketAddress address;

    @Option(names = "--timeout", defaultValue = "60", paramLabel = "SECONDS",
        description = "Give up if the server is not there, or nothing moves that should, for so long; 0 waits for "
            + "ever. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private SecretOption secretOption;
    @Mixin
    private ClientTlsOptions tlsOptions;

    /** Checks what the types of the options cannot: the base protocol has no proofs. */
    void check(final CommandSpec spec, final boolean isNamed) {
        if (!isNamed && secret() != null) {
            throw new ParameterException(spec.commandLine(), "--secret needs --durable NAME, whose secret it is");
        }
    }

    private byte[] secret() {
        return secretOption.secret();
    }

    /**
     * Sets what these options say.
     *
     * @param context of a client of the session protocol
     * @param <T>     its type
     * @return the same context
     */
    <T extends QueueClientContext<T>> T applyTo(final T context) {
        return context.endpoint(address).secret(secret()).tls(tlsOptions.context())
            .backoffNs(MIN_BACKOFF_NS, MAX_BACKOFF_NS);
    }

    /** {@return where the server listens} */
    InetSocketAddress address() {
        return address;
    }

    /** {@return where sockets of the base protocol come from} */
    Network network() {
        final TlsContext tls = tlsOptions.context();
        return tls == null ? NioNetwork.INSTANCE : TlsNetwork.client(NioNetwork.INSTANCE, tls, SystemClock.INSTANCE);
    }

    /** {@return how long to wait for what should come, in nanoseconds; {@link Long#MAX_VALUE} for ever} */
    long timeoutNs() {
        return timeoutSeconds <= 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    /**
     * Connects, again and again until the server is there.
     *
     * @param role     what to be
     * @param shutdown ends the waiting
     * @return the connected socket, the role under way
     */
    QueueSocket connect(final Role role, final Shutdown shutdown) {
        return QueueSocket.connect(this, role, shutdown);
    }
}

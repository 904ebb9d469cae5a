package io.holdfast.examples.queue;

import io.holdfast.bridge.queueserver.protocol.Role;
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
    @Option(names = "--connect", required = true, paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where the queue server listens.")
    private InetSocketAddress address;

    @Option(names = "--timeout", defaultValue = "60", paramLabel = "SECONDS",
        description = "Give up if the server is not there, or nothing moves that should, for so long; 0 waits for "
            + "ever. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private SecretOption secretOption;

    /** Checks what the types of the options cannot: the base protocol has no proofs. */
    void check(final CommandSpec spec, final boolean isNamed) {
        if (!isNamed && secret() != null) {
            throw new ParameterException(spec.commandLine(), "--secret needs --durable NAME, whose secret it is");
        }
    }

    /** {@return the secret of the client's name, null if there is none} */
    byte[] secret() {
        return secretOption.secret();
    }

    /** {@return where the server listens} */
    InetSocketAddress address() {
        return address;
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

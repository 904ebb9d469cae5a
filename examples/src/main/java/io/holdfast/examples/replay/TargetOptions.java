package io.holdfast.examples.replay;

import io.holdfast.bridge.ClientContext;
import io.holdfast.examples.command.ByteCount;
import io.holdfast.examples.command.ClientTlsOptions;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.PeerNameConverter;
import io.holdfast.examples.command.SecretOption;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Where a replay goes to, and as whom. */
final class TargetOptions {
    private static final long MIN_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LEAST_LENGTH = 64;
    private static final long MOST_LENGTH = 1 << 30;

    /** What may be unacked on disk: much more would only fill the place for temporary files. */
    private static final long BACKLOG_BYTES = 256L << 20;
    private static final int BACKLOG_MESSAGES = 4;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--to", required = true, paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where the server listens that the messages are for.")
    private InetSocketAddress to;

    @Option(names = "--to-name", paramLabel = "PEER", converter = PeerNameConverter.class,
        description = "Refuse to send to any server but the one with this peer name. Left out, the server tells its "
            + "name. Needed with --secret, unless TLS tells who the server is.")
    private String toName;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "replay", converter = PeerNameConverter.class,
        description = "The peer name to log in with. Not that of a peer which exists: what the server has to send to "
            + "it would come here and be dropped. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--max-message", paramLabel = "SIZE", defaultValue = "16m", converter = ByteCount.class,
        description = "The longest message, which has to be what the server is set to. Default: ${DEFAULT-VALUE}.")
    private long maxMessageLength;

    @Option(names = "--temp", paramLabel = "DIR",
        description = "Where to make the temporary store, which holds what is sent and not yet acked, and which is "
            + "deleted at the end. Default: where this machine keeps temporary files.")
    private Path temporary;

    @Option(names = "--keep", paramLabel = "DIR",
        description = "Keep in this folder what is sent, what of it is acked, and what it was, so that the same "
            + "command run again goes on where this one was ended or killed. Instead of --temp.")
    private Path kept;

    @Option(names = "--timeout", defaultValue = "60", paramLabel = "SECONDS",
        description = "Give up after this long without a login, or without an ack while one is due; 0 waits for ever. "
            + "Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private SecretOption secretOption;
    @Mixin
    private ClientTlsOptions tlsOptions;

    /** {@return where the server listens, as it was typed} */
    String address() {
        return HostPort.text(to);
    }

    /** {@return the peer name to log in with} */
    String name() {
        return name;
    }

    /** {@return where to make the temporary store, null for the usual place} */
    Path temporary() {
        return temporary;
    }

    /** {@return the folder that outlives the replay, null if there is to be none} */
    Path kept() {
        return kept;
    }

    /**
     * Fails if another peer is asked for.
     *
     * @param peer that a replay was begun for
     * @throws CommandFailure if so
     */
    void requirePeer(final String peer) {
        if (toName != null && !toName.equals(peer)) {
            throw new CommandFailure(kept + " holds a replay to " + peer + ", not to " + toName + "; give the same"
                + " options, or name another --keep DIR");
        }
    }

    /** {@return what to do if the replay's store can take no more} */
    String roomAdvice() {
        return kept == null ? "make room for the temporary store, or name another place with --temp DIR"
            : "make room in " + kept + " and run the same command again";
    }

    /** {@return nanoseconds without progress after which to give up; {@link Long#MAX_VALUE} for never} */
    long timeoutNs() {
        return timeoutSeconds <= 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    /**
     * Sets what the options say.
     *
     * @param context of a client
     * @return the same context
     * @throws ParameterException if that cannot be
     */
    ClientContext applyTo(final ClientContext context) {
        if (maxMessageLength < LEAST_LENGTH || maxMessageLength > MOST_LENGTH) {
            throw new ParameterException(spec.commandLine(), "--max-message must be from " + LEAST_LENGTH
                + " to 1g, was " + maxMessageLength);
        }
        if (kept != null && temporary != null) {
            throw new ParameterException(spec.commandLine(), "--keep and --temp exclude each other");
        }
        return secretOption.applyTo(context).name(name).endpoint(to).remoteName(toName)
            .maxMessageLength((int) maxMessageLength).singleSender(true)
            .maxBacklogBytes(Math.max(BACKLOG_BYTES, BACKLOG_MESSAGES * maxMessageLength))
            .backoffNs(MIN_BACKOFF_NS, MAX_BACKOFF_NS).tls(tlsOptions.context());
    }
}

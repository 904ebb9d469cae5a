package io.holdfast.examples.command;

import io.holdfast.DailyRoll;
import io.holdfast.bridge.ClientContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whom a client connects to, how it proves who it is, and how long it keeps trying. */
public final class ConnectOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private static final long MIN_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_BACKOFF_NS = TimeUnit.MILLISECONDS.toNanos(500);

    @Option(names = "--connect", required = true, split = ",", paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where the server listens; several addresses are tried in turn.")
    private List<InetSocketAddress> endpoints;

    @Option(names = "--remote", paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "The server's peer name. Left out, the server tells it; given, messages are accepted before "
            + "the server was ever there. Needed with --secret, unless TLS tells who the server is.")
    private String remoteName;

    @Option(names = "--daily", paramLabel = "ZONE@HH:MM", converter = DailyRollConverter.class,
        description = "The server's name changes every day at this time: --remote is its name without the date. When "
            + "the session day is over, this program ends and tells what was left behind. Default: it does not.")
    private DailyRoll daily;

    @Option(names = "--timeout", defaultValue = "60", paramLabel = "SECONDS",
        description = "Give up after this long without progress; 0 waits for ever. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private SecretOption secretOption;
    @Mixin
    private ClientTlsOptions tlsOptions;

    /** {@return whether a refusal because of another session day passes by itself} */
    boolean followsDays() {
        return daily != null || remoteName == null;
    }

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
        if (daily != null && remoteName == null) {
            throw new ParameterException(spec.commandLine(), "--daily needs --remote, the server's name without the"
                + " date");
        }
        final ClientContext named = daily == null ? context.remoteName(remoteName)
            : context.remoteDaily(remoteName, daily);
        return secretOption.applyTo(named).backoffNs(MIN_BACKOFF_NS, MAX_BACKOFF_NS)
            .tls(tlsOptions.context());
    }
}

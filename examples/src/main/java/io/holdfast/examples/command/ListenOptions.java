package io.holdfast.examples.command;

import io.holdfast.DailyRoll;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where a server listens, and whom it lets in. */
public final class ListenOptions {
    @Option(names = "--listen", required = true, paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where to listen; port 0 takes a free one, which is printed.")
    private InetSocketAddress listen;

    @Option(names = "--daily", paramLabel = "ZONE@HH:MM", converter = DailyRollConverter.class,
        description = "Change the name every day at this time, as in America/New_York@17:00: NAME with the date of the "
            + "session day behind it. What is unacked then is left behind. Default: the name stays.")
    private DailyRoll daily;

    @Option(names = "--max-pending-logins", defaultValue = "256", paramLabel = "N", converter = AtLeastOne.class,
        description = "Sockets at a time that have not said who they are; one more, and the oldest of them is closed. "
            + "Default: ${DEFAULT-VALUE}.")
    private Long maxPendingLogins;

    @Option(names = "--max-logins-per-address", defaultValue = "100", paramLabel = "N", converter = AtLeastZero.class,
        description = "Sockets a second from one address of another machine, and twice as many at once; 0: any number. "
            + "Default: ${DEFAULT-VALUE}.")
    private Long maxLoginsPerAddress;

    @Mixin
    private LoginOptions loginOptions;
    @Mixin
    private ServerTlsOptions tlsOptions;

    /**
     * Reads the files that the options name.
     *
     * @return who decides about logins
     * @throws CommandFailure if a file cannot be used
     */
    public LoginHandler loginHandler() {
        return loginOptions.handler();
    }

    /**
     * Opens a server that listens there.
     *
     * @param context its other options, the login handler among them
     * @return the open server
     * @throws CommandFailure if the address cannot be used
     */
    public Server open(final ServerContext context) {
        context.maxPendingLogins(saturated(maxPendingLogins)).maxLoginsPerAddress(saturated(maxLoginsPerAddress));
        try {
            return Server.open(context.listen(listen).daily(daily).tls(tlsOptions.context()));
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on " + HostPort.text(listen) + ": " + error.getMessage(), error);
        }
    }

    private static int saturated(final long value) {
        return (int) Math.min(Integer.MAX_VALUE, value);
    }
}

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
        try {
            return Server.open(context.listen(listen).daily(daily).tls(tlsOptions.context()));
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on " + HostPort.text(listen) + ": " + error.getMessage(), error);
        }
    }
}

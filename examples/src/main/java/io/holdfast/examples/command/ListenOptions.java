package io.holdfast.examples.command;

import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where a server listens. */
public final class ListenOptions {
    @Option(names = "--listen", required = true, paramLabel = "HOST:PORT", converter = HostPort.class,
        description = "Where to listen; port 0 takes a free one, which is printed.")
    private InetSocketAddress listen;

    /**
     * Opens a server that listens there.
     *
     * @param context its other options
     * @return the open server
     * @throws CommandFailure if the address cannot be used
     */
    public Server open(final ServerContext context) {
        try {
            return Server.open(context.listen(listen));
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on " + HostPort.text(listen) + ": " + error.getMessage(), error);
        }
    }
}

package io.holdfast.bridge.tls;

import io.holdfast.Clock;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.Waiter;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * A network whose channels are encrypted: those that its listeners accept are servers, those that it connects are
 * clients. Any thread, as far as the network below allows it.
 */
public final class TlsNetwork implements Network {
    private final Network below;
    private final TlsContext context;
    private final ReloadedFiles files;

    private TlsNetwork(final Network below, final TlsContext context, final ReloadedFiles files) {
        this.below = below;
        this.context = context;
        this.files = files;
    }

    /**
     * Encrypts what a server accepts.
     *
     * @param below   where sockets come from
     * @param context the server's, not changed any more
     * @param clock   by which files are looked at again
     * @return the network
     * @throws IllegalArgumentException naming every fault of the options, or the file that cannot be used
     */
    public static TlsNetwork server(final Network below, final TlsContext context, final Clock clock) {
        return of(below, context, clock, true);
    }

    /**
     * Encrypts what a client connects.
     *
     * @param below   where sockets come from
     * @param context the client's, not changed any more
     * @param clock   by which files are looked at again
     * @return the network
     * @throws IllegalArgumentException naming every fault of the options, or the file that cannot be used
     */
    public static TlsNetwork client(final Network below, final TlsContext context, final Clock clock) {
        return of(below, context, clock, false);
    }

    private static TlsNetwork of(final Network below, final TlsContext context, final Clock clock,
                                 final boolean isServer) {
        final List<String> faults = new ArrayList<>(context.faults(isServer));
        if (faults.isEmpty()) {
            try {
                return new TlsNetwork(below, context, new ReloadedFiles(context, clock));
            } catch (final IOException e) {
                faults.add("tls: " + e.getMessage());
            }
        }
        throw new IllegalArgumentException(String.join("; ", faults));
    }

    @Override
    public Listener listen(final InetSocketAddress address) throws IOException {
        return new TlsListener(this, below.listen(address));
    }

    @Override
    public Channel connect(final InetSocketAddress address, final int socketBufferLength) throws IOException {
        final SSLEngine engine = files.current().createSSLEngine(address.getHostString(), address.getPort());
        engine.setUseClientMode(true);
        final SSLParameters parameters = parameters(engine);
        if (context.isHostnameVerified()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the rules of RFC 2818, for names and addresses
        }
        engine.setSSLParameters(parameters);
        return new TlsChannel(below.connect(address, socketBufferLength), engine);
    }

    /** {@return the encrypted channel of a client that came} */
    Channel accepted(final Channel channel) throws IOException {
        final SSLEngine engine = files.current().createSSLEngine();
        engine.setUseClientMode(false);
        final SSLParameters parameters = parameters(engine);
        if (context.clientAuth() == ClientAuth.NEEDED) {
            parameters.setNeedClientAuth(true);
        } else if (context.clientAuth() == ClientAuth.WANTED) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return new TlsChannel(channel, engine);
    }

    private SSLParameters parameters(final SSLEngine engine) {
        final SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(context.protocols().toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        return parameters;
    }

    @Override
    public Waiter waiter() throws IOException {
        return new TlsWaiter(below.waiter());
    }
}

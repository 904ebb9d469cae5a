package io.holdfast.bridge.channel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;

/** One end of a connection of a {@link FaultyNetwork}. */
final class FaultyChannel implements Channel, FaultyWaiter.Watched {
    private final FaultyNetwork network;
    private final FaultyLink link;
    private final Direction outgoing;
    private final InetSocketAddress remoteAddress;
    private FaultyPipe readBeforeReset;
    private boolean isConnected;
    private boolean isReset;
    private boolean isClosed;
    private FaultyWaiter watcher;
    private int interest;
    private Runnable onReady;

    FaultyChannel(final FaultyNetwork network, final FaultyLink link, final Direction outgoing,
                  final InetSocketAddress remoteAddress) {
        this.network = network;
        this.link = link;
        this.outgoing = outgoing;
        this.remoteAddress = remoteAddress;
    }

    void open() {
        isConnected = true;
    }

    void reset() {
        isReset = true;
    }

    void resetOnceRead(final FaultyPipe pipe) {
        readBeforeReset = pipe;
    }

    boolean isOpen() {
        return isConnected && !isClosed;
    }

    @Override
    public boolean finishConnect() throws IOException {
        checkAlive();
        if (!isConnected && !link.pipe(outgoing).isLost() && network.tryOpen(link)) {
            isConnected = true;
        }
        return isConnected;
    }

    @Override
    public int read(final ByteBuffer destination) throws IOException {
        checkUsable(destination);
        final Direction incoming = outgoing.other();
        final FaultyPipe pipe = link.pipe(incoming);
        network.countRead(incoming);
        if (network.isStalled(incoming)) {
            return 0;
        }
        final int possible = Math.min(destination.remaining(), pipe.readable());
        if (possible == 0) {
            checkResetIsDue();
            return pipe.isEnded() && pipe.readable() == 0 ? -1 : 0;
        }
        final int length = network.split(possible);
        pipe.read(destination, length);
        network.countRead(incoming, length);
        return length;
    }

    @Override
    public int write(final ByteBuffer source) throws IOException {
        checkUsable(source);
        final FaultyPipe pipe = link.pipe(outgoing);
        if (readBeforeReset != null || pipe.isEnded()) {
            throw new IOException("Broken pipe");
        }
        final int possible = Math.min(source.remaining(), pipe.writable());
        final int length = network.split(network.untilCut(outgoing, pipe.written(), possible));
        pipe.write(source, length);
        network.countWritten(link, outgoing, length);
        return length;
    }

    @Override
    public boolean endOutput() throws IOException {
        checkAlive();
        link.pipe(outgoing).end();
        return true;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public void watch(final Waiter waiter, final int newInterest, final Runnable whenReady) {
        if (watcher != waiter && watcher != null) {
            watcher.forget(this);
        }
        watcher = (FaultyWaiter) waiter;
        watcher.watch(this);
        interest = newInterest;
        onReady = whenReady;
    }

    @Override
    public void unwatch() {
        interest = 0;
    }

    @Override
    public boolean isReady() {
        if (isClosed || interest == 0) {
            return false;
        }
        if (isReset || !isConnected && !link.pipe(outgoing).isLost()) {
            return true;
        }
        return (interest & Waiter.READ) != 0 && isReadable()
            || (interest & Waiter.WRITE) != 0 && (link.pipe(outgoing).writable() > 0 || link.pipe(outgoing).isEnded());
    }

    private boolean isReadable() {
        final FaultyPipe pipe = link.pipe(outgoing.other());
        return !network.isStalled(outgoing.other()) && (pipe.readable() > 0 || pipe.isEnded())
            || readBeforeReset != null && readBeforeReset.readable() == 0;
    }

    @Override
    public void tellReady() {
        onReady.run();
    }

    @Override
    public void close() {
        isClosed = true;
        if (watcher != null) {
            watcher.forget(this);
        }
        link.pipe(outgoing).end();
        link.pipe(outgoing.other()).end();
    }

    private void checkUsable(final ByteBuffer buffer) throws IOException {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("buffer must be direct: " + buffer);
        }
        checkAlive();
        if (!isConnected) {
            throw new NotYetConnectedException();
        }
    }

    private void checkAlive() throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        if (isReset) {
            throw new IOException("Connection reset");
        }
    }

    private void checkResetIsDue() throws IOException {
        if (readBeforeReset != null && readBeforeReset.readable() == 0) {
            isReset = true;
            checkAlive();
        }
    }
}

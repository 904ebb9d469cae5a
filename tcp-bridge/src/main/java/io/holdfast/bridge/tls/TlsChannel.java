package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.PeerCertificate;
import io.holdfast.bridge.channel.Waiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;

/**
 * Encrypts what is written and decrypts what is read. A client shakes hands within {@link #finishConnect()}, a server
 * within its first reads. Bytes that a write has taken but not sent are the channel's: they go on with the next call,
 * or as soon as the waiter that watches it finds the socket ready for them. One thread at a time.
 */
final class TlsChannel implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(TlsChannel.class);

    private final Channel below;
    private final TlsStream stream;
    private final Runnable whenBelowReady = this::onBelowReady;
    private boolean isConnected;
    private boolean isClosed;
    private TlsWaiter watcher;
    private boolean isWatched;
    private int interest;
    private int interestBelow;
    private Runnable onReady;
    private boolean isListed;

    TlsChannel(final Channel below, final SSLEngine engine) throws IOException {
        this.below = below;
        stream = new TlsStream(below, engine);
        isConnected = !engine.getUseClientMode();
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (!isConnected) {
            isConnected = below.finishConnect();
        }
        try {
            if (!isConnected || !stream.handshake()) {
                return false;
            }
            stream.flush();
            return true;
        } finally {
            update();
        }
    }

    @Override
    public int read(final ByteBuffer destination) throws IOException {
        try {
            return stream.read(destination);
        } finally {
            update();
        }
    }

    @Override
    public int write(final ByteBuffer source) throws IOException {
        try {
            return stream.write(source);
        } finally {
            update();
        }
    }

    @Override
    public boolean endOutput() throws IOException {
        try {
            return stream.endOutput();
        } finally {
            update();
        }
    }

    @Override
    public void flush() throws IOException {
        if (stream.hasUnsent()) {
            try {
                stream.flush();
            } finally {
                update();
            }
        }
    }

    @Override
    public SocketAddress remoteAddress() {
        return below.remoteAddress();
    }

    @Override
    public PeerCertificate peerCertificate() {
        return stream.isOpen() ? stream.peer().certificate() : null;
    }

    @Override
    public byte[] binding() {
        return stream.isOpen() ? stream.peer().binding().clone() : new byte[0];
    }

    @Override
    public void watch(final Waiter waiter, final int newInterest, final Runnable whenReady) {
        if (isClosed) {
            waiter.wake();
            return;
        }
        if (watcher != waiter) {
            unlist();
            watcher = (TlsWaiter) waiter;
        }
        interest = newInterest;
        onReady = whenReady;
        isWatched = true;
        watchBelow();
        update();
        if (isListed) {
            waiter.wake();
        }
    }

    private void watchBelow() {
        interestBelow = wantedBelow();
        below.watch(watcher.below(), interestBelow, whenBelowReady);
    }

    private int wantedBelow() {
        final int own = stream.isOpen() || interest == 0 ? interest : Waiter.READ;
        return own | (stream.hasUnsent() ? Waiter.WRITE : 0);
    }

    /** After whatever may have changed for what it waits. */
    private void update() {
        if (!isWatched) {
            return;
        }
        if (interestBelow != wantedBelow()) {
            watchBelow();
        }
        final boolean isReady = stream.hasInput() && (stream.isOpen() ? interest & Waiter.READ : interest) != 0;
        if (isReady && !isListed) {
            isListed = true;
            watcher.add(this);
        } else if (!isReady) {
            unlist();
        }
    }

    private void unlist() {
        if (isListed) {
            isListed = false;
            watcher.remove(this);
        }
    }

    /** Tells whoever watches that it can be read without anything coming from the socket. */
    void tellReady() {
        onReady.run();
    }

    private void onBelowReady() {
        if (stream.hasUnsent() && isConnected) {
            try {
                stream.flush();
            } catch (final IOException e) {
                LOG.debug("a socket takes no more, the next call finds it, too: remoteAddress={}", remoteAddress(), e);
            }
            update();
        }
        onReady.run();
    }

    @Override
    public void unwatch() {
        interest = 0;
        isWatched = false;
        unlist();
        below.unwatch();
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        isWatched = false;
        unlist();
        stream.close();
        below.close();
    }
}

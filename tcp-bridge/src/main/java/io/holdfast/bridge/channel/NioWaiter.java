package io.holdfast.bridge.channel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Waits in a selector, whose time is counted in milliseconds. A socket that is closed while a selector knows it keeps
 * its descriptor until that selector has looked again, so whoever closes one makes it look.
 */
final class NioWaiter implements Waiter {
    private static final Logger LOGGER = LoggerFactory.getLogger(NioWaiter.class);
    private static final long NS_PER_MS = 1_000_000;

    private final Selector selector;
    private final Consumer<SelectionKey> onReady = key -> ((Runnable) key.attachment()).run();
    private volatile boolean isWoken;
    private volatile boolean isUntidy;

    NioWaiter() throws IOException {
        selector = Selector.open();
    }

    SelectionKey register(final SelectableChannel channel, final int operations, final Runnable whenReady)
        throws IOException {
        return channel.register(selector, operations, whenReady);
    }

    /** Has the selector look again soon, since a channel that it knows was closed or has gone to another waiter. */
    void untidy() {
        isUntidy = true;
        selector.wakeup();
    }

    @Override
    public boolean await(final long maxNs) {
        if (!selector.isOpen()) {
            LockSupport.parkNanos(maxNs);
            return false;
        }
        final long maxMs = maxNs / NS_PER_MS + (maxNs % NS_PER_MS == 0 ? 0 : 1);
        isUntidy = false;
        try {
            final int ready = isWoken ? selector.selectNow(onReady) : selector.select(onReady, maxMs);
            final boolean isReady = ready > 0;
            final boolean wasWoken = isWoken;
            isWoken = false;
            return isReady || wasWoken;
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot wait for sockets: " + e.getMessage(), e);
        }
    }

    @Override
    public void wake() {
        isWoken = true;
        selector.wakeup();
    }

    @Override
    public void tidy() {
        if (isUntidy) {
            look();
        }
    }

    @Override
    public void look() {
        if (selector.isOpen()) {
            isUntidy = false;
            try {
                selector.selectNow(onReady);
            } catch (final IOException e) {
                throw new UncheckedIOException("cannot look at sockets: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (final IOException e) {
            LOGGER.warn("closing a selector failed", e);
        }
    }
}

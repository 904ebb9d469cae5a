package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.StreamBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The bytes of one channel on their way through the engine, and the handshake before them. One thread.
 * <pre>
 *   write ──&gt; engine ──&gt; the thread's scratch ──&gt; below        what the socket does not take waits in unsent
 *   below ──&gt; received ──&gt; engine ──&gt; the reader's buffer      what has no room there waits in decrypted
 * </pre>
 * What a write has taken goes on with the next call, whatever it is. Buffers are given back while nothing waits in
 * them.
 */
final class TlsStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsStream.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
    private static final int RECEIVED_LENGTH = 64 << 10;
    private static final int RECEIVED_IN_HANDSHAKE = 32 << 10;
    private static final int UNSENT_LENGTH = 8 * TlsRecord.MAX_LENGTH;
    private static final int REST_AFTER_CALLS = 256;
    private static final int MOST_LAST_RECORDS = 4;
    private static final int MOST_STEPS = 64;

    private final Channel below;
    private final SSLEngine engine;
    private final boolean isClient;
    private final StreamBuffer received = new StreamBuffer(RECEIVED_LENGTH);
    private final HeldBytes decrypted = new HeldBytes(TlsRecord.MAX_LENGTH);
    private final HeldBytes unsent = new HeldBytes(UNSENT_LENGTH);
    private int restingCalls;
    private boolean hasBegun;
    private boolean isOpen;
    private boolean hasHeard;
    private boolean hasMoreTasks;
    private boolean isEnded;
    private boolean isRenegotiable;
    private IOException failure;
    private Peer peer;

    TlsStream(final Channel below, final SSLEngine engine) throws IOException {
        this.below = below;
        this.engine = engine;
        isClient = engine.getUseClientMode();
        engine.beginHandshake();
    }

    /** {@return who the other end is, null before the handshake is done} */
    Peer peer() {
        return peer;
    }

    /** {@return whether the handshake is done} */
    boolean isOpen() {
        return isOpen;
    }

    /** {@return whether bytes wait for the socket to take them} */
    boolean hasUnsent() {
        return !unsent.isEmpty();
    }

    /** {@return whether there is something to do for which nothing has to come from the socket} */
    boolean hasInput() {
        return hasMoreTasks || failure != null
            || isOpen && (isEnded || !decrypted.isEmpty() || TlsRecord.isWhole(received));
    }

    /**
     * Goes on with the handshake as far as it can without waiting, with one costly step and some others at most.
     *
     * @return whether it is done
     * @throws IOException if it failed
     */
    boolean handshake() throws IOException {
        if (isOpen) {
            return true;
        }
        requireWhole();
        hasMoreTasks = false;
        try {
            isOpen = shakeHands();
            if (isOpen) {
                isRenegotiable = !engine.getSession().getProtocol().equals("TLSv1.3");
                peer = Peer.of(engine.getSession(), isClient);
                flush();
            }
            return isOpen;
        } catch (final IOException e) {
            throw failed(e);
        }
    }

    private boolean shakeHands() throws IOException {
        boolean hasRunTask = false;
        HandshakeStatus status = engine.getHandshakeStatus();
        for (int i = 0; status != HandshakeStatus.NOT_HANDSHAKING; i++, status = engine.getHandshakeStatus()) {
            if (i == MOST_STEPS || status == HandshakeStatus.NEED_TASK && hasRunTask) {
                hasMoreTasks = true;
                return false;
            } else if (status == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
                hasRunTask = true;
            } else if (isEnded) {
                throw HandshakeFault.hungUp(below, isClient);
            } else if (status == HandshakeStatus.NEED_WRAP) {
                wrapNothing();
            } else if (hasRecord()) {
                unwrap(NOTHING);
            } else {
                flush(); // and reads in any case, since the other end may do that only once it has sent
                if (!fill() && !isEnded) {
                    return false;
                }
            }
        }
        return true;
    }

    /** As {@link Channel#read}. */
    int read(final ByteBuffer destination) throws IOException {
        if (!handshake()) {
            return 0;
        }
        final int before = destination.position();
        try {
            flush();
            decrypted.moveTo(destination);
            requireWhole();
            receive(destination);
        } catch (final IOException e) {
            failed(e);
        }
        rest();
        final int count = destination.position() - before;
        if (count > 0) {
            hasHeard = true;
            return count; // what came before a failure is not lost
        }
        requireWhole();
        return isEnded && destination.hasRemaining() ? -1 : 0;
    }

    /** Decrypts until the buffer is full or the socket has no more; not for ever what has nothing in it. */
    private void receive(final ByteBuffer destination) throws IOException {
        int steps = MOST_STEPS;
        while (destination.hasRemaining() && !isEnded && steps > 0) {
            final int before = destination.position();
            if (hasRecord()) {
                unwrap(destination);
            } else if (!fill()) {
                return;
            }
            steps = destination.position() > before ? MOST_STEPS : steps - 1;
        }
    }

    /** {@return whether bytes came} */
    private boolean fill() throws IOException {
        final int count = received.read(below, isOpen || received.bytes().capacity() < RECEIVED_IN_HANDSHAKE);
        isEnded = count < 0;
        return count > 0;
    }

    private boolean hasRecord() throws IOException {
        if (!hasBegun && received.length() > 0) {
            if (!TlsRecord.isPossibleFirst(received, isClient)) {
                refuseOtherProtocol();
            }
            hasBegun = received.length() >= TlsRecord.HEADER_LENGTH;
        }
        return TlsRecord.isWhole(received);
    }

    private void refuseOtherProtocol() throws IOException {
        final IOException notTls = HandshakeFault.notTls(below, isClient, received);
        if (!isClient) {
            send(Scratch.encrypted().put(TlsRecord.alert())); // from which a plain client learns what is wrong
        }
        throw notTls;
    }

    private void unwrap(final ByteBuffer destination) throws IOException {
        final int length = TlsRecord.length(received);
        if (length > TlsRecord.MAX_LENGTH) {
            throw new SSLException("a record of " + length + " bytes");
        }
        final ByteBuffer source = received.bytes();
        source.limit(received.start() + length).position(received.start());
        final boolean isDirect = !isOpen || destination.remaining() >= length;
        final ByteBuffer plain = isDirect ? destination : Scratch.plain();
        final SSLEngineResult result;
        try {
            result = engine.unwrap(source, plain);
        } finally {
            source.limit(source.capacity());
        }
        received.consume(result.bytesConsumed());
        if (!isDirect) {
            TlsRecord.move(plain.flip(), destination);
            if (plain.hasRemaining()) {
                decrypted.add(plain);
            }
        }
        if (result.getStatus() == Status.CLOSED) {
            isEnded = true;
        } else if (result.getStatus() != Status.OK) {
            throw new SSLException("a record that the engine does not take: " + result.getStatus());
        } else if (isOpen) {
            settle(result.getHandshakeStatus());
        }
    }

    /** Does what the other end asks for after the handshake: new keys, but not another handshake. */
    private void settle(final HandshakeStatus asked) throws IOException {
        HandshakeStatus status = asked;
        while (status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NEED_TASK
            || status == HandshakeStatus.NEED_UNWRAP) {
            if (isRenegotiable) {
                throw new SSLException("it wants another handshake, which is not allowed");
            } else if (status == HandshakeStatus.NEED_WRAP) {
                wrapNothing();
                flush();
            } else if (status == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else {
                return;
            }
            status = engine.getHandshakeStatus();
        }
    }

    private void wrapNothing() throws IOException {
        final ByteBuffer encrypted = Scratch.encrypted();
        final SSLEngineResult result = engine.wrap(NOTHING, encrypted);
        if (encrypted.position() > 0) {
            unsent.add(encrypted.flip());
        } else if (result.getStatus() != Status.OK) {
            throw new ClosedChannelException();
        }
    }

    /** As {@link Channel#write}. */
    int write(final ByteBuffer source) throws IOException {
        requireWhole();
        if (!isOpen) {
            return 0; // who has something to say to a stranger does not pay for a handshake
        }
        final int before = source.position();
        try {
            if (flush() && source.hasRemaining()) {
                wrap(source);
            }
        } catch (final IOException e) {
            throw failed(lastWord(e));
        }
        return source.position() - before;
    }

    private void wrap(final ByteBuffer source) throws IOException {
        final ByteBuffer encrypted = Scratch.encrypted();
        do {
            while (source.hasRemaining() && encrypted.remaining() >= TlsRecord.MAX_LENGTH) {
                if (engine.wrap(source, encrypted).getStatus() != Status.OK) {
                    throw new ClosedChannelException();
                }
            }
        } while (send(encrypted) && source.hasRemaining());
    }

    /** {@return whether the socket took all of it; what it did not take waits, and the buffer is empty} */
    private boolean send(final ByteBuffer encrypted) throws IOException {
        encrypted.flip();
        below.write(encrypted);
        final boolean isTaken = !encrypted.hasRemaining();
        if (!isTaken) {
            unsent.add(encrypted);
        }
        encrypted.clear();
        return isTaken;
    }

    /**
     * Sends what waits.
     *
     * @return whether nothing waits any more
     * @throws IOException if the socket is broken
     */
    boolean flush() throws IOException {
        if (!hasUnsent()) {
            return true;
        }
        unsent.bytes().write(below);
        return unsent.isEmpty();
    }

    /** As {@link Channel#endOutput}. */
    boolean endOutput() throws IOException {
        requireWhole();
        if (isOpen && !engine.isOutboundDone() && flush()) {
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                wrapNothing();
            }
        }
        return flush() && below.endOutput();
    }

    /** Gives memory back now and then that was needed for a while. */
    private void rest() {
        if (++restingCalls < REST_AFTER_CALLS) {
            return;
        }
        restingCalls = 0;
        received.rest();
        decrypted.rest();
        unsent.rest();
    }

    private void requireWhole() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** A socket that breaks when it is written to may have said why before: an alert tells more than a broken pipe. */
    private IOException lastWord(final IOException broken) {
        try {
            while (isOpen && !hasHeard && (hasRecord() || fill())) {
                if (TlsRecord.isWhole(received)) {
                    unwrap(Scratch.plain());
                }
            }
            return broken;
        } catch (final SSLException e) {
            return e;
        } catch (final IOException e) {
            LOG.trace("nothing more to read from a broken socket", e);
            return broken;
        }
    }

    /** Notes a failure, and tells the other end of it if it is one of TLS. */
    private IOException failed(final IOException cause) {
        if (failure != null) {
            return failure;
        }
        failure = HandshakeFault.of(below, cause, isClient, isOpen && hasHeard);
        if (cause instanceof SSLException) {
            sayLastRecords();
        }
        return failure;
    }

    /** Sends the engine's last word, and reads away what is there: a socket closed with bytes unread may lose it. */
    private void sayLastRecords() {
        try {
            for (int i = 0; i < MOST_LAST_RECORDS && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
                wrapNothing();
            }
            flush();
            below.read(Scratch.encrypted());
        } catch (final IOException e) {
            LOG.debug("the other end was not told why: remoteAddress={}", below.remoteAddress(), e);
        }
    }

    /** Says goodbye if that is possible without waiting, and lets go of the buffers; the channel below stays open. */
    @Override
    public void close() {
        if (failure == null && hasBegun) {
            engine.closeOutbound();
            sayLastRecords();
        }
        failure = new ClosedChannelException();
        received.close();
        decrypted.close();
        unsent.close();
    }
}

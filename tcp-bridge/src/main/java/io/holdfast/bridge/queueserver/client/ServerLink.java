package io.holdfast.bridge.queueserver.client;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.protocol.Challenge;
import io.holdfast.bridge.queueserver.protocol.Farewell;
import io.holdfast.bridge.queueserver.protocol.FrameLimits;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.SecretProof;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.SessionPhase;
import io.holdfast.bridge.queueserver.protocol.SessionRole;
import io.holdfast.bridge.queueserver.protocol.Welcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;

/**
 * One session at a time with the server: opens sockets, says who this is, and keeps the session alive. What is said in
 * it is the affair of the producer or consumer that owns the link. One thread, but for the state.
 * <pre>
 *   DISCONNECTED ──it is time──&gt; CONNECTING ──open, HELLO──&gt; LOGGING_IN ──WELCOME──&gt; CONNECTED
 *        ▲                           │                           │                      │
 *        └───────────────────────────┴── refused, cut, silent ───┴──────────────────────┘
 * </pre>
 */
final class ServerLink {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);
    private static final FrameLimits BEFORE_WELCOME = new FrameLimits(1, 0);
    private static final int SILENT_INTERVALS = 3;
    private static final long NS_PER_MS = 1_000_000;
    private static final long REST_NS = 1_000 * NS_PER_MS;

    private final QueueClientContext<?> context;
    private final SessionRole role;
    private final Retries retries;
    private final FrameStream stream;
    private LinkParking parking;
    private SecretExchange exchange;
    private InetSocketAddress endpoint;
    private long nowNs;
    private long deadlineNs;
    private long heartbeatNs;
    private long heardNs;
    private long heardBytes;
    private long spokeNs;
    private long spokeBytes;
    private long restedNs;
    private volatile ConnectionState state = ConnectionState.DISCONNECTED;
    private volatile DisconnectReason lastDisconnect = DisconnectReason.NONE;

    ServerLink(final QueueClientContext<?> context, final SessionRole role) {
        this.context = context;
        this.role = role;
        retries = new Retries(context);
        stream = new FrameStream(context.socketBufferLength());
    }

    ConnectionState state() {
        return state;
    }

    DisconnectReason lastDisconnect() {
        return lastDisconnect;
    }

    boolean isConnected() {
        return state == ConnectionState.CONNECTED;
    }

    /** {@return the frames of the session, while there is one} */
    FrameStream stream() {
        return stream;
    }

    /**
     * Takes the time and goes on with connecting, if there is no session.
     *
     * @return the server's welcome when it has just come, else null
     */
    Welcome connect() throws SessionEnd {
        nowNs = context.clock().monotonicNs();
        return switch (state) {
            case DISCONNECTED -> {
                if (retries.untilTryNs(nowNs) <= 0) {
                    open();
                }
                yield null;
            }
            case CONNECTING -> {
                finishOpening();
                yield null;
            }
            case LOGGING_IN -> login();
            default -> null;
        };
    }

    private void open() throws SessionEnd {
        endpoint = retries.endpoint();
        try {
            stream.begin(context.network().connect(endpoint, context.socketBufferLength()));
        } catch (final IOException e) {
            throw SessionEnd.of(DisconnectReason.CONNECT_FAILED, e.getMessage());
        }
        deadlineNs = nowNs + context.loginTimeoutNs();
        state = ConnectionState.CONNECTING;
        finishOpening();
    }

    private void finishOpening() throws SessionEnd {
        try {
            if (!stream.channel().finishConnect()) {
                requireInTime(DisconnectReason.CONNECT_FAILED);
                return;
            }
        } catch (final IOException e) {
            throw SessionEnd.of(DisconnectReason.CONNECT_FAILED, e.getMessage());
        }
        final Hello hello = new Hello(SessionFrames.VERSION, SessionFrames.VERSION, role,
            context.heartbeatIntervalNs() / NS_PER_MS, context.name() == null ? "" : context.name());
        exchange = new SecretExchange(hello, context.secret());
        stream.append(Hello.OVERHEAD + Hello.MAX_NAME_LENGTH, hello::put);
        stream.parser(new SessionFrameParser(SessionPhase.ANSWERING, BEFORE_WELCOME));
        state = ConnectionState.LOGGING_IN;
        stream.flush();
    }

    private Welcome login() throws SessionEnd {
        stream.flush();
        final int length = stream.parse();
        if (length == SessionFrameParser.INCOMPLETE) {
            requireInTime(DisconnectReason.LOGIN_TIMEOUT);
            return null;
        }
        final StreamBuffer in = stream.in();
        if (stream.frame().type() == SessionFrames.REFUSED) {
            throw SessionEnd.refused(Farewell.read(in.bytes(), in.start()));
        }
        if (stream.frame().type() == SessionFrames.CHALLENGE) {
            prove(Challenge.read(in.bytes(), in.start()));
            in.consume(length);
            return null;
        }
        final Welcome welcome = Welcome.read(in.bytes(), in.start());
        in.consume(length);
        exchange.check(welcome);
        if (welcome.version() != SessionFrames.VERSION) {
            throw SessionEnd.told(DisconnectReason.PROTOCOL_ERROR, SessionCode.NO_COMMON_VERSION,
                "the server chose version " + welcome.version() + ", this client speaks " + SessionFrames.VERSION);
        }
        stream.parser(new SessionFrameParser(role == SessionRole.PRODUCER ? SessionPhase.CONFIRMING
            : SessionPhase.DELIVERING, limits(welcome.terms())));
        heartbeatNs = welcome.terms().heartbeatMs() * NS_PER_MS;
        heardNs = nowNs;
        spokeNs = nowNs;
        retries.connected(nowNs);
        state = ConnectionState.CONNECTED;
        return welcome;
    }

    private void prove(final Challenge challenge) throws SessionEnd {
        final SecretProof proof = exchange.answer(challenge, stream.channel().binding());
        stream.append(SecretProof.LENGTH, proof::put);
        stream.flush();
    }

    /** Tells the listener of a session, once what follows from the welcome is done. */
    void tellConnected(final Welcome welcome) {
        context.listener().onConnected(endpoint, welcome.serverName());
    }

    private static FrameLimits limits(final Welcome.Terms terms) throws SessionEnd {
        try {
            return new FrameLimits(Math.toIntExact(terms.maxNameLength()), Math.toIntExact(terms.maxMessageLength()));
        } catch (final IllegalArgumentException | ArithmeticException e) {
            throw SessionEnd.told(DisconnectReason.PROTOCOL_ERROR, SessionCode.MALFORMED,
                "the server's limits make no sense: " + e.getMessage());
        }
    }

    private void requireInTime(final DisconnectReason reason) throws SessionEnd {
        if (nowNs - deadlineNs >= 0) {
            throw SessionEnd.of(reason, "the server did not answer within "
                + context.loginTimeoutNs() / NS_PER_MS + " ms");
        }
    }

    /**
     * Says that this side is there, if it is time, and ends the session if the server is not. Gives memory back that is
     * not needed any more.
     *
     * @param isBetweenFrames whether a frame may begin
     * @param isAllRead       whether nothing more had come when the socket was read last
     */
    void keepAlive(final boolean isBetweenFrames, final boolean isAllRead) throws SessionEnd {
        if (nowNs - restedNs >= REST_NS) {
            restedNs = nowNs;
            stream.rest();
        }
        if (heartbeatNs <= 0) {
            return;
        }
        if (spokeBytes != stream.writtenBytes()) {
            spokeBytes = stream.writtenBytes();
            spokeNs = nowNs;
        } else if (isBetweenFrames && stream.isFlushed() && nowNs - spokeNs >= heartbeatNs) {
            stream.append(SessionFrames.HEARTBEAT_LENGTH, address -> SessionFrames.putHeartbeat(address, 0));
            stream.flush();
        }
        if (!isAllRead || heardBytes != stream.readBytes()) {
            heardBytes = stream.readBytes();
            heardNs = nowNs;
        } else if (nowNs - heardNs >= SILENT_INTERVALS * heartbeatNs) {
            throw SessionEnd.told(DisconnectReason.PEER_TIMEOUT, SessionCode.SILENT,
                "nothing heard for " + (nowNs - heardNs) / NS_PER_MS + " ms");
        }
    }

    /**
     * Ends the session or the try to begin one, and tells the listener.
     *
     * @param end             why
     * @param isBetweenFrames whether the server can be told
     */
    void end(final SessionEnd end, final boolean isBetweenFrames) {
        final String detail = end.getMessage() + " [endpoint=" + endpoint + "]";
        LOG.debug("no session: name={} reason={} detail={}", context.name(), end.reason(), detail);
        if (state == ConnectionState.CONNECTED && end.isToTell() && isBetweenFrames) {
            sayGoodbye(end.code(), end.getMessage());
        }
        if (end.reason() == DisconnectReason.REPLACED) {
            retries.replaced(nowNs);
        } else if (state == ConnectionState.CONNECTED) {
            retries.ended(nowNs, end.reason() == DisconnectReason.CONNECTION_LOST);
        } else {
            retries.failed(nowNs);
        }
        drop(ConnectionState.DISCONNECTED);
        lastDisconnect = end.reason();
        try {
            if (end.isByServer()) {
                context.listener().onRefused(QueueRefusal.of(end.code()), detail);
            }
        } finally {
            context.listener().onDisconnected(end.reason(), detail);
        }
    }

    private void sayGoodbye(final SessionCode code, final String text) {
        stream.append(Farewell.OVERHEAD + Farewell.MAX_TEXT_LENGTH,
            address -> new Farewell(code.number(), text).put(address, SessionFrames.CLOSE));
        try {
            stream.flush();
        } catch (final SessionEnd e) {
            LOG.debug("the server was not told why the session ends: name={} code={}", context.name(), code, e);
        }
    }

    private void drop(final ConnectionState next) {
        stream.drop();
        state = next;
    }

    /**
     * Has a waiter watch the socket.
     *
     * @param isToWrite whether messages wait that the socket would not take
     * @return how long to wait at most, in nanoseconds
     */
    long beginParking(final Waiter waiter, final boolean isToWrite) {
        if (stream.channel() == null) {
            return Math.max(0, retries.untilTryNs(context.clock().monotonicNs()));
        }
        stream.watch(waiter, isToWrite);
        return heartbeatNs > 0 ? heartbeatNs / 2 : Long.MAX_VALUE;
    }

    IdleStrategy parking(final long maxParkNs, final IntSupplier interest) {
        final LinkParking made = LinkParking.open(this, context.network(), maxParkNs, interest);
        if (parking != null) {
            parking.close();
        }
        parking = made;
        return made;
    }

    /** Ends the session for good, if there is one; nothing else is let go of yet. */
    void finish(final ConnectionState last) {
        drop(last);
    }

    /**
     * Ends the session for good and lets go of everything.
     *
     * @param code            why
     * @param isBetweenFrames whether the server can be told
     */
    void close(final SessionCode code, final boolean isBetweenFrames) {
        if (state == ConnectionState.CONNECTED && isBetweenFrames) {
            sayGoodbye(code, "");
        }
        drop(ConnectionState.CLOSED);
        stream.close();
        if (parking != null) {
            parking.close();
        }
    }
}

package io.holdfast.bridge.queueserver;

import io.holdfast.StoreException;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.protocol.Farewell;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.SecretProof;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.SessionFrameParser;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.SessionPhase;
import io.holdfast.bridge.queueserver.protocol.SessionRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * One client of the session protocol, from HELLO to the end: frames in and out, heartbeats, and who has its name. What
 * its role does is a {@link SessionPart}. The thread of its shard, but for {@link #replace()}.
 */
final class Session implements Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int SILENT_INTERVALS = 3;

    /** After these, acks that were on their way count. */
    private static final Set<SessionCode> HEARD = EnumSet.of(SessionCode.EXPIRED, SessionCode.TOO_SLOW,
        SessionCode.SILENT, SessionCode.SHUTTING_DOWN);

    private final ClientSocket socket;
    private final QueueShard shard;
    private final SessionFrameParser parser;
    private final SessionOutput output = new SessionOutput();
    private final long beganNs;
    private State state = State.GREETING;
    private SessionLogin login;
    private SessionGreeting greeting;
    private SessionPart part;
    private long heartbeatNs;
    private long heardNs;
    private long saidNs;
    private boolean isStalled;
    private volatile boolean isReplaced;

    /** How far it is. */
    private enum State {
        /** HELLO has not come. */
        GREETING,
        /** HELLO came; the client has to prove that it knows a secret. */
        PROVING,
        /** It is known who the client is; the name is another session's yet, or the log not on disk. */
        WAITING,
        /** The client is welcome. */
        OPEN,
        /** The client has said CLOSE, and gets what it still has to get. */
        LEAVING
    }

    Session(final ClientSocket socket, final QueueShard shard) {
        this.socket = socket;
        this.shard = shard;
        parser = new SessionFrameParser(SessionPhase.GREETING, shard.context().frameLimits());
        beganNs = socket.cameNs();
        heardNs = shard.nowNs();
        socket.onRefusal(this::sayWhy);
    }

    ClientSocket socket() {
        return socket;
    }

    QueueShard shard() {
        return shard;
    }

    SessionOutput output() {
        return output;
    }

    /** Has its own thread end it, because another session wants the name. Any thread. */
    void replace() {
        isReplaced = true;
        shard.ring();
    }

    /** Ends it. */
    void end(final SessionCode code, final String reason) {
        socket.refuse(code, reason);
    }

    /** {@return what is still to be done, null if the client cannot be told} */
    private Parting sayWhy(final SessionCode code, final String reason) {
        if (part != null && part.isInFrame() && (code == SessionCode.NOT_ALLOWED || code == SessionCode.STORE_FAILED)) {
            return null; // the rest of that frame must not, or cannot be had
        }
        if (part != null && !part.settleAnswers()) {
            return null; // they would go out before it, and not be true
        }
        final byte type = part == null ? SessionFrames.REFUSED : SessionFrames.CLOSE;
        output.farewell(new Farewell(code.number(), reason), type);
        final boolean isConsumer = part != null && greeting.hello().role() == SessionRole.CONSUMER;
        final boolean isHearing = isConsumer && HEARD.contains(code);
        if (!isHearing) {
            letGo();
        }
        final Parting parting = new Parting(this, parser, part, isHearing);
        try {
            parting.say();
            return parting;
        } catch (final IOException | StoreException e) {
            LOG.debug("{} was not told why it was closed: {}", socket.channel().remoteAddress(), e.getMessage(), e);
            return null;
        }
    }

    private void letGo() {
        if (part != null) {
            part.letGo();
        }
        if (greeting != null) {
            greeting.release();
        }
    }

    /** {@return whether another session wants the name; any thread} */
    boolean isReplaced() {
        return isReplaced;
    }

    @Override
    public int onReady() throws IOException {
        if (part != null) {
            part.onWritable();
        }
        if (isDeaf()) {
            return 0;
        }
        final int count = socket.read();
        if (count > 0) {
            heardNs = shard.nowNs();
        }
        return count + takeFrames();
    }

    /** {@return whether what the client sends is left in the socket for now} */
    private boolean isDeaf() {
        return state == State.WAITING || state == State.LEAVING || isStalled;
    }

    /** {@return whether nothing can be taken because the client does not read what it is sent} */
    private boolean isHeldUpByClient() {
        return !output.hasRoom() || part != null && part.isInFrame();
    }

    private int takeFrames() {
        final StreamBuffer in = socket.in();
        int workCount = 0;
        isStalled = false;
        while (!socket.isClosed() && state != State.WAITING && state != State.LEAVING) {
            final int length = parser.parse(in.bytes(), in.start(), in.end());
            if (length == SessionFrameParser.INCOMPLETE) {
                socket.makeRoomForFrame(parser.neededLength());
                break;
            }
            if (length == SessionFrameParser.FAULTY) {
                end(parser.faultCode(), parser.faultText());
                break;
            }
            if (!output.hasRoom() || !take()) {
                isStalled = true;
                break;
            }
            in.consume(length);
            workCount++;
        }
        endIfOver();
        return workCount;
    }

    private boolean take() {
        switch (parser.type()) {
            case SessionFrames.HELLO -> greet(Hello.read(socket.in().bytes(), socket.in().start()));
            case SessionFrames.PROOF -> {
                state = State.WAITING;
                login.prove(SecretProof.read(socket.in().bytes(), socket.in().start()));
            }
            case SessionFrames.CLOSE -> {
                return leave(Farewell.read(socket.in().bytes(), socket.in().start()));
            }
            case SessionFrames.HEARTBEAT -> heardNs = shard.nowNs();
            default -> {
                return part.take(parser, socket.in().address());
            }
        }
        return true;
    }

    private void greet(final Hello hello) {
        greeting = new SessionGreeting(this, hello);
        if (greeting.isAcceptable()) {
            login = new SessionLogin(this, hello);
            state = State.WAITING;
            if (login.begin()) {
                state = State.PROVING;
                parser.phase(SessionPhase.PROVING);
            }
        }
    }

    /** {@return whether the client has proven that it knows its secret} */
    boolean isProven() {
        return login.isProven();
    }

    /** {@return what proves to the client that the server knows its secret; all 0 if it was not asked for one} */
    byte[] serverProof() {
        return login.serverProof();
    }

    private boolean leave(final Farewell farewell) {
        if (SessionCode.of(farewell.code()) == SessionCode.FORGET) {
            if (!shard.diskTurns().begin(socket)) {
                return false;
            }
            try {
                part.forget();
            } finally {
                shard.diskTurns().end();
            }
        }
        state = State.LEAVING;
        return true;
    }

    /** A stream that just ends is a connection lost; what came whole was taken. */
    private void endIfOver() {
        if (!socket.isEnded() || socket.isClosed() || isDeaf()) {
            return;
        }
        if (socket.in().length() == 0) {
            socket.close();
        } else {
            end(SessionCode.MALFORMED, "ended within a frame: bytes=" + socket.in().length());
        }
    }

    @Override
    public int onCycle() throws IOException {
        int workCount = 0;
        if (part == null) {
            workCount += welcome();
        } else if (isReplaced) {
            end(SessionCode.REPLACED, "another session took the name: " + greeting.hello().name());
        }
        if (isStalled && !socket.isClosed()) {
            workCount += takeFrames();
        }
        if (part != null && !socket.isClosed()) {
            workCount += part.onCycle(); // before answers go out: it makes them true
        }
        if (part != null && !socket.isClosed()) {
            keepAlive();
        }
        if (!socket.isClosed()) {
            workCount += write();
        }
        return workCount;
    }

    @Override
    public void onRules() {
        if (part != null && (state == State.OPEN || greeting.hello().role() == SessionRole.CONSUMER)) {
            part.onRules(); // a producer that leaves was allowed what it waits for
        }
    }

    private int welcome() {
        if (shard.nowNs() - beganNs >= shard.context().handshakeTimeoutNs()) {
            end(SessionCode.SILENT, "no HELLO, no proof or no place within handshakeTimeoutNs="
                + shard.context().handshakeTimeoutNs());
            return 1;
        }
        if (state != State.WAITING) {
            return 0;
        }
        socket.known();
        final SessionPart welcomed = greeting.welcome();
        if (welcomed == null) {
            return 0;
        }
        part = welcomed;
        state = State.OPEN;
        parser.phase(greeting.hello().role() == SessionRole.PRODUCER ? SessionPhase.PRODUCING
            : SessionPhase.CONSUMING);
        heartbeatNs = greeting.heartbeatNs();
        heardNs = shard.nowNs();
        saidNs = heardNs;
        isStalled = true; // what came behind HELLO is taken in this cycle
        return 1;
    }

    private void keepAlive() throws IOException {
        final long nowNs = shard.nowNs();
        if (isStalled && !output.isPending() && !part.isInFrame()) {
            heardNs = nowNs;
        } else if (isStalled) {
            listen(nowNs);
        }
        if (nowNs - heardNs >= SILENT_INTERVALS * heartbeatNs) {
            end(SessionCode.SILENT, (isStalled ? "it took nothing, and nothing came for " : "nothing came for ")
                + SILENT_INTERVALS + " x heartbeatNs=" + heartbeatNs);
            return;
        }
        if (nowNs - saidNs >= heartbeatNs && !output.isPending()) {
            output.heartbeat(shard.log().readableIndex());
        }
    }

    /** Its frames wait until it takes what it is sent: that it takes some, or sends something, is a sign of life. */
    private void listen(final long nowNs) throws IOException {
        heardNs = Math.max(heardNs, saidNs);
        if (nowNs - heardNs >= heartbeatNs && socket.read() > 0) {
            heardNs = nowNs;
        }
    }

    private int write() throws IOException {
        int written = 0;
        if (output.isPending() && (part == null || !part.isInFrame() && !part.isHoldingAnswers())) {
            written = output.write(socket.channel());
            wrote(written);
        }
        if (state == State.LEAVING && !part.isOwing() && (!output.isPending() || part.isInFrame())) {
            socket.close();
            return written;
        }
        final boolean isBlocked = output.isPending() || part != null && part.isBlocked();
        socket.watch((isDeaf() || socket.isEnded() ? 0 : Waiter.READ) | (isBlocked ? Waiter.WRITE : 0));
        return written;
    }

    /** Bytes went to the client. */
    void wrote(final long count) {
        if (count > 0) {
            saidNs = shard.nowNs();
            socket.active();
        }
    }

    @Override
    public boolean isStranger() {
        return part == null && state != State.WAITING;
    }

    @Override
    public boolean hasHeartbeats() {
        return true;
    }

    @Override
    public boolean isWaiting() {
        return state == State.WAITING || isStalled && !isHeldUpByClient() || part != null && part.isWaiting();
    }

    @Override
    public long neededAfter() {
        return part == null ? NOTHING : part.neededAfter();
    }

    @Override
    public long lagBytes() {
        return part == null ? 0 : part.lagBytes();
    }

    @Override
    public long waitingEpochNs() {
        return part == null ? 0 : part.waitingEpochNs();
    }

    @Override
    public void close() {
        if (part != null) {
            part.close();
            part = null;
        }
        if (greeting != null) {
            greeting.release();
        }
        output.close();
    }
}

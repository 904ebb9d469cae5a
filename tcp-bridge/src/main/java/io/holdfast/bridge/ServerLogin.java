package io.holdfast.bridge;

import io.holdfast.PeerName;
import io.holdfast.Refusal;
import io.holdfast.StoreException;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.store.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A server's side of one login, from the accepted socket to the hand-over to the thread that polls the connection.
 *
 * <pre>
 *   AWAITING_LOGIN ──LOGIN──> AWAITING_DETACH ──no live session, LOGIN_OK sent──> AWAITING_CONFIRM ──CONFIRM──> DONE
 *     │    ▲                    waits only if the same client takes over its own half-open session
 *     └────┘ LOGIN without the server's name: CHALLENGE tells it
 * </pre>
 * Anything unexpected ends in DONE with the socket closed. Nothing persistent changes before CONFIRM: the files of a
 * connection that is new are made then, with the incarnation that LOGIN_OK has told. Runs on
 * the thread of {@link Server#doWork()}; reused for many sockets.
 */
final class ServerLogin implements AutoCloseable {
    private enum Step { AWAITING_LOGIN, AWAITING_DETACH, AWAITING_CONFIRM, DONE }

    private static final Logger LOG = LoggerFactory.getLogger(ServerLogin.class);

    private final Server server;
    private final ServerContext context;
    private final LoginChannel link = new LoginChannel();
    private Step step = Step.DONE;
    private long deadlineNs;
    private boolean isNameTold;
    private ServerDay day;
    private Login login;
    private LoginHandler.Decision decision;
    private PeerConnection connection;
    private long newIncarnation;
    private SessionStart.Identity identity;
    private ResumeDecision outgoing;
    private SameHost sameHost;

    ServerLogin(final Server server) {
        this.server = server;
        context = server.context();
    }

    void begin(final Channel channel) {
        link.begin(channel);
        deadlineNs = context.clock().monotonicNs() + context.loginTimeoutNs();
        step = Step.AWAITING_LOGIN;
        isNameTold = false;
        day = null;
        login = null;
        outgoing = null;
        sameHost = null;
        connection = null;
        identity = null;
        decision = null;
    }

    /** {@return whether this login is over, one way or the other} */
    boolean isDone() {
        return step == Step.DONE;
    }

    /** {@return the client's name, null while that is not known} */
    String remoteName() {
        return login == null ? null : login.who().localName();
    }

    /** {@return who logs in, null while that is not known} */
    SessionStart.Identity identity() {
        return identity;
    }

    /** {@return how much was done} */
    int poll() {
        if (step == Step.DONE) {
            return 0; // the channel may be a session's by now
        }
        final Step before = step;
        if (day != null && day != server.today()) {
            refuse(LoginNames.rolled(context, server.localName()));
            return 1;
        }
        if (connection != null && connection.slot().status().isOver()) {
            close(CloseReason.SHUTTING_DOWN, "the server closed this connection");
            return 1;
        }
        try {
            if (step == Step.AWAITING_DETACH) {
                answerIfDetached();
            } else {
                final int type = link.poll();
                if (type != 0) {
                    onFrame(type);
                }
            }
            if (step != Step.DONE && context.clock().monotonicNs() - deadlineNs >= 0) {
                close(CloseReason.LOGIN_TIMEOUT, "the login was not done in time");
            }
        } catch (final ProtocolException e) {
            close(CloseReason.PROTOCOL_ERROR, e.getMessage());
        } catch (final LoginFailedException e) {
            refuse(e.refusal());
        } catch (final IOException e) {
            LOG.debug("login ended: from={}", link.channel().remoteAddress(), e);
            abandon();
        } catch (final RuntimeException e) {
            if (step != Step.DONE) {
                abandon();
            }
            throw e;
        }
        return step == before ? 0 : 1;
    }

    /** {@return whether there is something to do now; if not, the waiter watches what may bring it} */
    boolean hasWork(final Waiter waiter) {
        if (connection != null && connection.slot().status().isOver()) {
            return true;
        }
        if (step == Step.AWAITING_DETACH) {
            link.channel().unwatch(); // what comes is read later
            return connection.slot().identity() == null;
        }
        return link.hasWork(waiter);
    }

    private void onFrame(final int type) throws ProtocolException, LoginFailedException, IOException {
        if (type == FrameType.LOGIN && step == Step.AWAITING_LOGIN) {
            onLogin(Login.decode(link.take()));
        } else if (type == FrameType.CONFIRM && step == Step.AWAITING_CONFIRM) {
            onConfirm(Confirm.decode(link.take()));
        } else if (type == FrameType.REFUSED) {
            final Refusal refusal = Refused.decode(link.take()).refusal();
            LOG.info("the client refused: from={} refusal={}", link.channel().remoteAddress(), refusal);
            if (connection != null) {
                connection.counters().refusals.increment();
            }
            abandon();
            context.listener().onLoginRefused(login == null ? null : login.who().localName(), refusal);
        } else {
            throw new ProtocolException("unexpected during login: " + FrameType.name(type));
        }
    }

    private void onLogin(final Login received) throws LoginFailedException, ProtocolException, IOException {
        login = received;
        day = server.today();
        refuseIf(LoginNames.check(context, server.localName(), login.who()));
        if (!login.speaks(Protocol.VERSION)) {
            throw refusal(Refusal.Code.VERSION, "the client speaks protocol versions " + login.versionMin() + " to "
                + login.versionMax() + ", this server speaks " + Protocol.VERSION);
        }
        if (login.who().remoteName().isEmpty()) {
            if (isNameTold) {
                throw new ProtocolException("LOGIN without the server's name, which was told already");
            }
            isNameTold = true;
            day = null; // the next LOGIN tells which day it is for
            link.send(Challenge.ofName(server.localName())::encode);
            link.flush();
            return;
        }
        refuseIf(LoginTerms.checkLimits(context, login.terms()));
        decision = decide();
        findConnection();
        identity = new SessionStart.Identity(decision.principal(), login.terms().log().incarnation(),
            login.sessionCounter());
        takeOver();
        step = Step.AWAITING_DETACH;
        answerIfDetached();
    }

    private LoginHandler.Decision decide() throws LoginFailedException {
        final LoginHandler.Decision made;
        try {
            made = Objects.requireNonNull(context.loginHandler().onLogin(new LoginRequest(remoteName(),
                login.who().credentials(), login.who().userData(), link.channel().remoteAddress())), "decision");
        } catch (final RuntimeException e) {
            LOG.error("the login handler failed: name={}", login.who().localName(), e);
            throw refusal(Refusal.Code.APPLICATION, "the server's login handler failed; see the server's log");
        }
        refuseIf(made.refusal());
        return made;
    }

    private void findConnection() throws LoginFailedException {
        connection = fromStore(() -> server.connectionForLogin(remoteName()));
        if (connection == null) {
            newIncarnation = Log.newIncarnation();
            if (server.isFull()) {
                throw tooManyPeers();
            }
            return;
        }
        if (connection.slot().status().isOver()) {
            throw refusal(Refusal.Code.SHUTTING_DOWN, "the server is closing this connection; log in again");
        }
        if (connection.slot().status().fault() != null) {
            throw refusal(Refusal.Code.STORE_FAILED, "the server cannot use its files of this connection;"
                + " see the server's log");
        }
        final String principal = connection.store().session().principal();
        if (principal != null && !principal.equals(decision.principal())) {
            throw refusal(Refusal.Code.NOT_AUTHENTICATED, "this connection belongs to another principal");
        }
    }

    private void createConnection() throws LoginFailedException {
        connection = fromStore(() -> server.createForLogin(remoteName(), newIncarnation));
        if (connection == null) {
            throw tooManyPeers();
        }
        if (connection.store().sendQueue().log().incarnation() != newIncarnation) {
            throw refusal(Refusal.Code.INDEX_MISMATCH, "the server's side of this connection was made during the login;"
                + " log in again");
        }
    }

    private PeerConnection fromStore(final Supplier<PeerConnection> source) throws LoginFailedException {
        try {
            return source.get();
        } catch (final StoreException e) {
            LOG.error("the store of {} cannot be used: {}", remoteName(), e.getMessage());
            throw refusal(Refusal.Code.STORE_FAILED, "the server cannot use its files of this connection;"
                + " see the server's log");
        } catch (final IllegalArgumentException e) {
            throw refusal(Refusal.Code.INVALID_NAME, e.getMessage());
        }
    }

    private LoginFailedException tooManyPeers() {
        return refusal(Refusal.Code.LIMITS, "the server knows its maximum of " + context.maxConnections()
            + " peers; raise maxConnections");
    }

    private void takeOver() throws LoginFailedException {
        final ServerLogin other = server.otherLoginFor(this);
        final SessionStart.Identity live = connection == null ? null : connection.slot().identity();
        if (other != null && !other.identity().isReplacedBy(identity)
            || live != null && !live.isReplacedBy(identity)) {
            throw refusal(Refusal.Code.ALREADY_LOGGED_ON, login.who().localName() + " is logged on to "
                + server.localName() + " from another store or process");
        }
        if (other != null) {
            other.close(CloseReason.REPLACED, "the same client logged in again");
        }
        if (live != null) {
            connection.slot().requestDetach(live);
        }
    }

    private void answerIfDetached() throws LoginFailedException, IOException {
        if (connection != null && connection.slot().identity() != null) {
            return;
        }
        final HeldFacts clientHolds = login.terms().held();
        outgoing = connection == null
            ? ResumeTable.decide(Resumption.newSenderView(newIncarnation), clientHolds, context.resumePolicy())
            : Resumption.offer(connection, clientHolds);
        refuseIf(outgoing.refusal());
        sameHost = SameHost.begin(context, server.localName(), remoteName(),
            connection == null ? null : connection.slot());
        sameHost.check(remoteName(), login.terms().transports(), login.sharedMemory());
        refuseIf(sameHost.refusal(remoteName(), login.terms().transports()));
        link.send(new LoginOk(terms(), outgoing.offer(), server.localName(),
            decision.userData().length == 0 ? context.userData() : decision.userData(),
            sameHost.sharedMemory())::encode);
        link.flush();
        step = Step.AWAITING_CONFIRM;
    }

    private Terms terms() {
        return connection == null ? LoginTerms.newTerms(context, newIncarnation, sameHost.transports())
            : LoginTerms.terms(connection, sameHost.transports());
    }

    private void onConfirm(final Confirm confirm) throws LoginFailedException, ProtocolException {
        if ((confirm.transport() & sameHost.transports().bits()) == 0) {
            throw refusal(Refusal.Code.SHM_IMPOSSIBLE, "the client chose a transport that " + server.localName()
                + " did not offer");
        }
        if (confirm.transport() == Protocol.TRANSPORT_TCP && sameHost.isPossible()) {
            sameHost.declined(remoteName(), confirm.sharedMemory());
            refuseIf(sameHost.refusal(remoteName(), login.terms().transports()));
        }
        refuseIf(ResumeTable.check(confirm.offer(),
            new ReceiverView(terms().held(), login.terms().log()), context.resumePolicy()));
        if (connection == null) {
            createConnection();
        }
        try {
            connection.store().session().principal(decision.principal());
        } catch (final StoreException e) {
            LOG.error("the session file of {} cannot be written: {}", connection, e.getMessage());
            throw refusal(Refusal.Code.STORE_FAILED, "the server cannot write its files of this connection");
        }
        link.channel().unwatch(); // it is another thread's from here on
        connection.slot().begin(new SessionStart(link.channel(), outgoing.offer(),
            ResumeTable.ackAfter(outgoing.offer(), login.terms().held()), confirm.offer(), identity,
            login.who().userData(), link.leftover(), sameHost.peerFolder(login.sharedMemory())));
        done();
    }

    private static LoginFailedException refusal(final Refusal.Code code, final String text) {
        return new LoginFailedException(new Refusal(code, text));
    }

    private static void refuseIf(final Refusal refusal) throws LoginFailedException {
        if (refusal != null) {
            throw new LoginFailedException(refusal);
        }
    }

    /** Tells the client why it cannot come in, and closes. */
    void refuse(final Refusal refusal) {
        final String name = login == null || !PeerName.isValid(login.who().localName()) ? null
            : login.who().localName();
        LOG.info("login refused: name={} from={} refusal={}", name, link.channel().remoteAddress(), refusal);
        if (connection != null) {
            connection.counters().refusals.increment();
        }
        finish(() -> link.send(Refused.of(refusal)::encode));
        context.listener().onLoginRefused(name, refusal);
    }

    /** Tells the client why the socket is closed, and closes it. */
    void close(final CloseReason reason, final String text) {
        LOG.debug("login closed: from={} reason={} text={}", link.channel().remoteAddress(), reason, text);
        finish(() -> link.send(Close.of(reason, text)::encode));
    }

    private void finish(final Runnable lastWord) {
        try {
            lastWord.run();
            link.flush();
            link.discardInput();
        } catch (final IOException e) {
            LOG.debug("could not say why the login ends: from={}", link.channel().remoteAddress(), e);
        }
        abandon();
    }

    private void abandon() {
        link.channel().close();
        done();
    }

    private void done() {
        step = Step.DONE;
        if (sameHost != null) {
            sameHost.close();
        }
    }

    /** Frees the buffers. */
    @Override
    public void close() {
        link.close();
    }
}

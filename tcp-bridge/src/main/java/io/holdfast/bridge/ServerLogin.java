package io.holdfast.bridge;

import io.holdfast.PeerName;
import io.holdfast.Refusal;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.HandshakeException;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.ChallengeResponse;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.Consumer;

import static io.holdfast.bridge.LoginFailedException.refuseIf;

/**
 * A server's side of one login, from the accepted socket to the hand-over to the thread that polls the connection.
 *
 * <pre>
 *   AWAITING_LOGIN ──LOGIN──> AWAITING_DETACH ──no live session, LOGIN_OK sent──> AWAITING_CONFIRM ──CONFIRM──> DONE
 *     │    ▲   │                ▲  waits only if the same client takes over its own half-open session
 *     └────┘   └──CHALLENGE──> AWAITING_PROOF, if the login handler wants one
 *       LOGIN without the server's name: CHALLENGE tells it
 * </pre>
 * Who has to prove a secret is nobody until that is done: it replaces no one and is told nothing of the store.
 * Anything unexpected ends in DONE with the socket closed. Nothing persistent changes before CONFIRM: the files of a
 * connection that is new are made then, with the incarnation that LOGIN_OK has told. Runs on
 * the thread of {@link Server#doWork()}; reused for many sockets.
 */
final class ServerLogin implements AutoCloseable {
    private enum Step { AWAITING_LOGIN, AWAITING_PROOF, AWAITING_DETACH, AWAITING_CONFIRM, DONE }

    private static final Logger LOG = LoggerFactory.getLogger(ServerLogin.class);
    private static final byte[] NO_PROOF = {};

    private final Server server;
    private final ServerContext context;
    private final LoginChannel link = new LoginChannel();
    private final LoginTicket ticket = new LoginTicket();
    private final Runnable onReady;
    private Step step = Step.DONE;
    private long deadlineNs;
    private boolean isNameTold;
    private ServerDay day;
    private Login login;
    private LoginHandler.Decision decision;
    private SecretChallenge challenge;
    private byte[] proof;
    private SoughtConnection sought;
    private SessionStart.Identity identity;
    private ResumeDecision outgoing;
    private SameHost sameHost;

    /** Makes one that is done; the list is told when a waiter says that there is something to do. */
    ServerLogin(final Server server, final Consumer<ServerLogin> readyList) {
        this.server = server;
        context = server.context();
        onReady = () -> readyList.accept(this);
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
        sought = null;
        identity = null;
        forgetSecrets();
    }

    private void forgetSecrets() {
        decision = null;
        challenge = null;
        proof = NO_PROOF;
    }

    /** {@return whether this login is over, one way or the other} */
    boolean isDone() {
        return step == Step.DONE;
    }

    private PeerConnection connection() {
        return sought == null ? null : sought.connection();
    }

    /** {@return the client's name, null while that is not known} */
    String remoteName() {
        return login == null ? null : login.who().localName();
    }

    /** {@return who logs in, null while that is not known} */
    SessionStart.Identity identity() {
        return identity;
    }

    /** {@return its place at the desk} */
    LoginTicket ticket() {
        return ticket;
    }

    SocketAddress remoteAddress() {
        return link.channel().remoteAddress();
    }

    /** {@return whether it has taken longer than a login may} */
    boolean isOverdue(final long nowNs) {
        return nowNs - deadlineNs >= 0;
    }

    /**
     * Goes on, as far as that is possible now.
     *
     * @param isSocketReady whether there may be something in the socket, which is else left alone
     * @return how much was done
     */
    int poll(final boolean isSocketReady) {
        if (step == Step.DONE) {
            return 0; // the channel may be a session's by now
        }
        final Step before = step;
        if (day != null && day != server.today()) {
            refuse(LoginNames.rolled(context, server.localName()));
            return 1;
        }
        if (connection() != null && connection().slot().status().isOver()) {
            close(CloseReason.SHUTTING_DOWN, "the server closed this connection");
            return 1;
        }
        try {
            if (step == Step.AWAITING_DETACH) {
                answerIfDetached();
            } else if (isSocketReady) {
                final int type = link.poll();
                if (type != 0) {
                    onFrame(type);
                }
            }
            if (step != Step.DONE && isOverdue(context.clock().monotonicNs())) {
                close(CloseReason.LOGIN_TIMEOUT, "the login was not done in time");
            }
        } catch (final ProtocolException e) {
            server.loginLog().malformed(link.channel().remoteAddress(), e.getMessage());
            close(CloseReason.PROTOCOL_ERROR, e.getMessage());
        } catch (final LoginFailedException e) {
            refuse(e.refusal());
        } catch (final HandshakeException e) {
            server.loginLog().handshakeFailed(e.getMessage());
            abandon();
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

    /** {@return whether there is something to do of which no socket tells} */
    boolean hasWork() {
        return connection() != null && (connection().slot().status().isOver()
            || step == Step.AWAITING_DETACH && connection().slot().identity() == null);
    }

    /** Has a waiter watch the socket, if what comes is to be read now. */
    void watch(final Waiter waiter) {
        if (step == Step.AWAITING_DETACH) {
            link.channel().unwatch();
        } else {
            link.watch(waiter, onReady);
        }
    }

    /** {@return whether there may be something to do that is not in the socket any more} */
    boolean mayHaveMore() {
        return step != Step.AWAITING_DETACH && link.mayHaveMore();
    }

    private void onFrame(final int type) throws ProtocolException, LoginFailedException, IOException {
        if (type == FrameType.LOGIN && step == Step.AWAITING_LOGIN) {
            onLogin(Login.decode(link.take()));
        } else if (type == FrameType.CHALLENGE_RESPONSE && step == Step.AWAITING_PROOF) {
            proof = challenge.check(ChallengeResponse.decode(link.take()));
            onProven();
        } else if (type == FrameType.CONFIRM && step == Step.AWAITING_CONFIRM) {
            onConfirm(Confirm.decode(link.take()));
        } else if (type == FrameType.REFUSED) {
            final Refusal refusal = Refused.decode(link.take()).refusal();
            server.loginLog().clientRefused(link.channel().remoteAddress(), refusal);
            if (connection() != null) {
                connection().counters().refusals.increment();
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
            throw new LoginFailedException(Refusal.Code.VERSION, "the client speaks protocol versions "
                + login.versionMin() + " to " + login.versionMax() + ", this server speaks " + Protocol.VERSION);
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
        if (decision.secret() == null) {
            onProven();
            return;
        }
        challenge = new SecretChallenge(decision.secret(), login, server.localName(), link.channel().binding());
        link.send(challenge.frame()::encode);
        link.flush();
        step = Step.AWAITING_PROOF;
    }

    private void onProven() throws LoginFailedException, IOException {
        sought = SoughtConnection.find(server, remoteName(), decision.principal());
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
                login.who().credentials(), login.who().userData(), link.channel().remoteAddress(),
                link.channel().peerCertificate())), "decision");
        } catch (final RuntimeException e) {
            server.loginLog().handlerFailed(login.who().localName(), e);
            throw new LoginFailedException(Refusal.Code.APPLICATION,
                "the server's login handler failed; see the server's log");
        }
        refuseIf(made.refusal());
        return made;
    }

    private void takeOver() throws LoginFailedException {
        final ServerLogin other = server.otherLoginFor(this);
        final SessionStart.Identity live = connection() == null ? null : connection().slot().identity();
        if (other != null && !other.identity().isReplacedBy(identity)
            || live != null && !live.isReplacedBy(identity)) {
            throw new LoginFailedException(Refusal.Code.ALREADY_LOGGED_ON, login.who().localName()
                + " is logged on to " + server.localName() + " from another store or process");
        }
        if (other != null) {
            other.close(CloseReason.REPLACED, "the same client logged in again");
        }
        if (live != null) {
            connection().slot().requestDetach(live);
        }
    }

    private void answerIfDetached() throws LoginFailedException, IOException {
        if (connection() != null && connection().slot().identity() != null) {
            return;
        }
        outgoing = sought.offer(login.terms().held());
        refuseIf(outgoing.refusal());
        sameHost = SameHost.begin(context, server.localName(), remoteName(),
            connection() == null ? null : connection().slot());
        sameHost.check(remoteName(), login.terms().transports(), login.sharedMemory());
        agreeOnTransport();
        link.send(new LoginOk(sought.terms(sameHost.transports()), outgoing.offer(), server.localName(),
            decision.userData().length == 0 ? context.userData() : decision.userData(),
            sameHost.sharedMemory()).withProof(proof)::encode);
        link.flush();
        step = Step.AWAITING_CONFIRM;
    }

    private void agreeOnTransport() throws LoginFailedException {
        refuseIf(sameHost.refusal(remoteName(), login.terms().transports()));
        final String reason = sameHost.reasonForTcp();
        if (reason != null) {
            server.loginLog().overTcp(remoteName(), reason);
        }
    }

    private void onConfirm(final Confirm confirm) throws LoginFailedException, ProtocolException {
        if ((confirm.transport() & sameHost.transports().bits()) == 0) {
            throw new LoginFailedException(Refusal.Code.SHM_IMPOSSIBLE, "the client chose a transport that "
                + server.localName() + " did not offer");
        }
        if (confirm.transport() == Protocol.TRANSPORT_TCP && sameHost.isPossible()) {
            sameHost.declined(remoteName(), confirm.sharedMemory());
            agreeOnTransport();
        }
        refuseIf(ResumeTable.check(confirm.offer(),
            new ReceiverView(sought.terms(sameHost.transports()).held(), login.terms().log()), context.resumePolicy()));
        final PeerConnection connection = sought.take();
        link.channel().unwatch(); // it is another thread's from here on
        connection.slot().begin(new SessionStart(link.channel(), outgoing.offer(),
            ResumeTable.ackAfter(outgoing.offer(), login.terms().held()), confirm.offer(), identity,
            login.who().userData(), link.leftover(), sameHost.peerFolder()));
        done();
    }

    /** Tells the client why it cannot come in, and closes. */
    void refuse(final Refusal refusal) {
        final String name = login == null || !PeerName.isValid(login.who().localName()) ? null
            : login.who().localName();
        server.loginLog().refused(name, link.channel().remoteAddress(), refusal);
        if (connection() != null) {
            connection().counters().refusals.increment();
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
        forgetSecrets();
        if (sameHost != null) {
            sameHost.close();
        }
    }

    /** Gives back memory beyond a little. */
    void rest() {
        link.rest();
    }

    /** Frees the buffers. */
    @Override
    public void close() {
        link.close();
    }
}

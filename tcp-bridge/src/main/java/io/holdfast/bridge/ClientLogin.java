package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.PeerName;
import io.holdfast.Refusal;
import io.holdfast.StoreException;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.HandshakeException;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.SharedMemory;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.bridge.protocol.Transports;

import java.io.EOFException;
import java.io.IOException;

/**
 * A client's side of one login, from the socket being opened to the server's first word in the session.
 *
 * <pre>
 *   OPENING ──open, LOGIN sent──> AWAITING_ANSWER ──LOGIN_OK, CONFIRM sent──> AWAITING_SESSION ──any frame──> done
 *                                   │    ▲
 *                                   └────┘ CHALLENGE: the server tells its name, LOGIN is sent again; or it wants a
 *                                          proof of the secret, which is sent
 * </pre>
 * Nothing persistent changes before the session begins. With a secret, LOGIN_OK must hold the server's proof. One
 * thread.
 */
final class ClientLogin {
    private enum Step { OPENING, AWAITING_ANSWER, AWAITING_SESSION }

    private final Client client;
    private final PeerConnection connection;
    private final ClientContext context;
    private final LoginChannel link;
    private final long deadlineNs;
    private Step step = Step.OPENING;
    private Login sent;
    private SecretAnswer secretAnswer;
    private LoginOk answer;
    private SameHost sameHost;
    private ResumeDecision outgoing;

    ClientLogin(final Client client, final PeerConnection connection, final LoginChannel link, final Channel channel) {
        this.client = client;
        this.connection = connection;
        this.link = link;
        context = (ClientContext) connection.context();
        deadlineNs = context.clock().monotonicNs() + context.loginTimeoutNs();
        link.begin(channel);
        connection.slot().status().state(ConnectionState.CONNECTING);
    }

    /**
     * Goes on as far as it can without waiting.
     *
     * @return the finished login, or null while it is under way
     */
    SessionStart poll() throws LoginFailedException {
        try {
            if (step == Step.OPENING && link.channel().finishConnect()) {
                connection.slot().status().state(ConnectionState.LOGGING_IN);
                sendLogin();
            }
            if (step != Step.OPENING) {
                final int type = link.poll();
                if (type != 0) {
                    return onFrame(type);
                }
            }
        } catch (final ProtocolException e) {
            throw new LoginFailedException(DisconnectReason.PROTOCOL_ERROR, e.getMessage());
        } catch (final EOFException e) {
            throw new LoginFailedException(DisconnectReason.CONNECTION_LOST, e.getMessage());
        } catch (final IOException e) {
            final boolean isBeforeLogin = step == Step.OPENING || e instanceof HandshakeException;
            throw new LoginFailedException(isBeforeLogin ? DisconnectReason.CONNECT_FAILED
                : DisconnectReason.CONNECTION_LOST, e.getMessage());
        }
        if (context.clock().monotonicNs() - deadlineNs >= 0) {
            throw new LoginFailedException(step == Step.OPENING ? DisconnectReason.CONNECT_FAILED
                : DisconnectReason.LOGIN_TIMEOUT, "the server did not answer in time");
        }
        return null;
    }

    /** {@return whether there is something to do now; if not, the waiter watches the channel} */
    boolean hasWork(final Waiter waiter) {
        return link.hasWork(waiter);
    }

    /** Gives up. */
    void close() {
        link.channel().close();
        dropProof();
    }

    private void dropProof() {
        if (sameHost != null) {
            sameHost.close();
        }
    }

    private void sendLogin() throws IOException {
        final String remoteName = connection.remoteName();
        if (remoteName != null) {
            sameHost = SameHost.begin(context, connection.localName(), remoteName, connection.slot());
        }
        final Terms terms = remoteName == null
            ? new Terms(new LogFacts(0, 0, 0, 0), HeldFacts.NOTHING, LoginTerms.limits(context), Transports.TCP_ONLY)
            : LoginTerms.terms(connection, sameHost.transports());
        final SharedMemory sharedMemory = remoteName == null ? SharedMemory.NONE : sameHost.sharedMemory();
        final long counter = remoteName == null ? 0 : connection.store().sendQueue().nextSessionCounter();
        final Introduction who = new Introduction(connection.localName(), remoteName == null ? "" : remoteName,
            context.credentials(), context.userData());
        sent = new Login(counter, terms, who, sharedMemory);
        link.send(sent::encode);
        step = Step.AWAITING_ANSWER;
    }

    private SessionStart onFrame(final int type) throws LoginFailedException, ProtocolException, IOException {
        if (type == FrameType.REFUSED) {
            throw new LoginFailedException(Refused.decode(link.take()).refusal());
        }
        if (type == FrameType.CLOSE) {
            final Close close = Close.decode(link.take());
            throw new LoginFailedException(close.reason().seenByOther(), close.text());
        }
        if (step == Step.AWAITING_SESSION) {
            return start();
        }
        if (type == FrameType.CHALLENGE) {
            onChallenge(Challenge.decode(link.take()));
        } else if (type == FrameType.LOGIN_OK && connection.remoteName() != null) {
            onAnswer(LoginOk.decode(link.take()));
        } else {
            throw new ProtocolException("unexpected during login: " + FrameType.name(type));
        }
        return null;
    }

    private void onChallenge(final Challenge challenge) throws LoginFailedException, ProtocolException, IOException {
        final boolean isNameOpen = connection.remoteName() == null;
        if (isNameOpen && challenge.kind() == Challenge.KIND_NAME) {
            learnName(challenge.name());
        } else if (!isNameOpen && challenge.kind() == Challenge.KIND_SECRET && secretAnswer == null) {
            prove(challenge);
        } else {
            throw new ProtocolException("unexpected during login: CHALLENGE of kind " + challenge.kind());
        }
    }

    private void prove(final Challenge challenge) throws LoginFailedException, IOException {
        if (context.secret() == null) {
            refuse(new Refusal(Refusal.Code.NOT_AUTHENTICATED, "the server wants " + connection.localName()
                + " to prove that it knows a secret, and it was given none"));
        }
        secretAnswer = new SecretAnswer(context.secret(), sent, challenge, link.channel().binding());
        link.send(secretAnswer.frame()::encode);
        link.flush();
    }

    private void learnName(final String name) throws LoginFailedException, IOException {
        if (!PeerName.isValid(name) || name.equals(connection.localName())) {
            throw new LoginFailedException(new Refusal(Refusal.Code.INVALID_NAME,
                "the server's name cannot be used as the name of a peer of " + connection.localName()));
        }
        try {
            client.bind(name);
        } catch (final IllegalArgumentException e) {
            throw new LoginFailedException(new Refusal(Refusal.Code.INVALID_NAME, e.getMessage()));
        } catch (final StoreException e) {
            throw new LoginFailedException(e);
        }
        sendLogin();
    }

    private void onAnswer(final LoginOk loginOk) throws LoginFailedException, IOException {
        answer = loginOk;
        if (context.secret() != null) {
            refuseIf(SecretAnswer.check(secretAnswer, loginOk.proof(), connection.localName()));
        }
        if (!loginOk.localName().equals(connection.remoteName())) {
            refuse(new Refusal(Refusal.Code.WRONG_NAME, "the server calls itself " + loginOk.localName()
                + ", expected was " + connection.remoteName()));
        }
        if (loginOk.version() != Protocol.VERSION) {
            refuse(new Refusal(Refusal.Code.VERSION, "the server chose protocol version " + loginOk.version()
                + ", this client speaks " + Protocol.VERSION));
        }
        refuseIf(LoginTerms.checkLimits(context, loginOk.terms()));
        refuseIf(ResumeTable.check(loginOk.offer(),
            new ReceiverView(Resumption.heldFacts(connection), loginOk.terms().log()), context.resumePolicy()));
        outgoing = Resumption.offer(connection, loginOk.terms().held());
        refuseIf(outgoing.refusal());
        final String impossible = sameHost.check(loginOk.localName(), loginOk.terms().transports(),
            loginOk.sharedMemory());
        refuseIf(sameHost.refusal(loginOk.localName(), loginOk.terms().transports()));
        sameHost.tellReasonForTcp(loginOk.localName());
        link.send(new Confirm(outgoing.offer(),
            impossible == null ? Protocol.TRANSPORT_SHM : Protocol.TRANSPORT_TCP,
            impossible == null ? SharedMemory.NONE : SharedMemory.refused(impossible))::encode);
        link.flush();
        step = Step.AWAITING_SESSION;
    }

    private SessionStart start() {
        dropProof();
        final SessionStart.Identity identity = new SessionStart.Identity(answer.localName(),
            answer.terms().log().incarnation(), 0);
        return new SessionStart(link.channel(), outgoing.offer(),
            ResumeTable.ackAfter(outgoing.offer(), answer.terms().held()), answer.offer(), identity, answer.userData(),
            link.leftover(), sameHost.peerFolder());
    }

    private void refuseIf(final Refusal refusal) throws LoginFailedException, IOException {
        if (refusal != null) {
            refuse(refusal);
        }
    }

    private void refuse(final Refusal refusal) throws LoginFailedException, IOException {
        link.send(Refused.of(refusal)::encode);
        link.flush();
        throw new LoginFailedException(refusal);
    }
}

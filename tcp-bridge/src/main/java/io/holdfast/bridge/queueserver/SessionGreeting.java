package io.holdfast.bridge.queueserver;

import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.SessionCode;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.SessionRole;
import io.holdfast.bridge.queueserver.protocol.Welcome;
import io.holdfast.bridge.queueserver.subscriber.SubscriberRefusedException;

import java.util.ArrayList;
import java.util.List;

/** From HELLO to WELCOME: takes the name, waits until all before is on disk, and says where the client stands. */
final class SessionGreeting {
    private static final long MIN_HEARTBEAT_MS = 100;
    private static final long MAX_HEARTBEAT_MS = 60_000;
    private static final long NS_PER_MS = 1_000_000;

    private final Session session;
    private final QueueShard shard;
    private final Hello hello;
    private final boolean isNamed;
    private final long heartbeatMs;
    private boolean isClaimed;
    private boolean hasReplaced;
    private long settledIndex;

    SessionGreeting(final Session session, final Hello hello) {
        this.session = session;
        this.hello = hello;
        shard = session.shard();
        isNamed = !hello.name().isEmpty();
        final long wantedMs = hello.heartbeatMs() == 0 ? shard.context().heartbeatNs() / NS_PER_MS
            : hello.heartbeatMs();
        heartbeatMs = Math.max(MIN_HEARTBEAT_MS, Math.min(MAX_HEARTBEAT_MS, wantedMs));
    }

    Hello hello() {
        return hello;
    }

    long heartbeatNs() {
        return heartbeatMs * NS_PER_MS;
    }

    /** {@return whether what it says is possible; if not, the session is ended} */
    boolean isAcceptable() {
        if (hello.leastVersion() > SessionFrames.VERSION || hello.greatestVersion() < SessionFrames.VERSION) {
            session.end(SessionCode.NO_COMMON_VERSION, "the client speaks versions " + hello.leastVersion() + " to "
                + hello.greatestVersion() + ", the server " + SessionFrames.VERSION);
        } else if (hello.role() == null) {
            session.end(SessionCode.BAD_NAME, "a role that is none");
        } else if (isNamed && !PeerName.isValid(hello.name())) {
            session.end(SessionCode.BAD_NAME, "the name is none: 1 to " + PeerName.MAX_LENGTH
                + " of A-Z a-z 0-9 . _ - without a leading dot");
        } else {
            session.socket().roleName("SESSION " + hello.role() + " '" + hello.name() + "'");
            return true;
        }
        return false;
    }

    /** {@return what serves the client, who was told so; null if it has to wait, or the session is ended} */
    SessionPart welcome() {
        final QueueLog log = shard.log();
        final boolean isProducer = hello.role() == SessionRole.PRODUCER;
        if (session.socket().rights().isWithout(isProducer)) {
            session.end(SessionCode.NOT_ALLOWED, session.socket().rights().noRight(isProducer));
            return null;
        }
        if (!isClaimed && !isOwner(isProducer)) {
            return null;
        }
        if (!isClaimed) {
            isClaimed = !isNamed || shard.names().claim(hello.role(), hello.name(), session);
            hasReplaced |= !isClaimed;
            settledIndex = log.lastIndex();
        }
        if (!isClaimed || log.readableIndex() < settledIndex) {
            return null;
        }
        return isProducer ? producer(log) : isNamed ? durableConsumer()
            : consumer(new TransientPlace(shard.beginNeeding()));
    }

    /** {@return whether it is nobody else's name, before a session that has the name is asked to leave for it} */
    private boolean isOwner(final boolean isProducer) {
        if (isNamed && isProducer) {
            return isOwner(ProducerNames.idOf(hello.name()));
        } else if (isNamed) {
            try {
                shard.durableSubscribers().requireOwner(hello.name(), principal());
            } catch (final SubscriberRefusedException e) {
                session.end(SessionCode.OTHER_PRINCIPAL, e.getMessage());
                return false;
            }
        }
        return true;
    }

    private boolean isOwner(final long id) {
        final String refusal = shard.producerOwners().refusal(id, hello.name(), principal());
        if (refusal != null) {
            session.end(SessionCode.OTHER_PRINCIPAL, refusal);
        }
        return refusal == null;
    }

    private String principal() {
        return session.socket().rights().principal();
    }

    private SessionPart producer(final QueueLog log) {
        final long id = ProducerNames.idOf(hello.name());
        if (id != 0 && !isOwner(id)) {
            return null; // a session before this one took it
        }
        if (shard.producerOwners().isToTake(id, principal()) && !take(id)) {
            return null;
        }
        final long mark = id == 0 ? 0 : log.producerSequence(id);
        say(mark, mark == 0 ? 0 : Welcome.FLAG_KNOWN, Welcome.Lost.NOTHING);
        return new SessionProducer(session, id, mark);
    }

    /** {@return whether the name is the client's now; if not, it is asked again, or the session was ended} */
    private boolean take(final long id) {
        if (!shard.diskTurns().begin(session.socket())) {
            return false;
        }
        try {
            shard.producerOwners().take(id, hello.name(), principal());
            return true;
        } catch (final StoreException e) {
            session.end(SessionCode.STORE_FAILED, e.getMessage());
            return false;
        } finally {
            shard.diskTurns().end();
        }
    }

    private SessionPart durableConsumer() {
        if (!shard.durableSubscribers().waitsForDisk(hello.name(), principal())) {
            return durableConsumerNow();
        }
        if (!shard.diskTurns().begin(session.socket())) {
            return null;
        }
        try {
            return durableConsumerNow();
        } finally {
            shard.diskTurns().end();
        }
    }

    private SessionPart durableConsumerNow() {
        shard.beginNeeding();
        try {
            return consumer(new DurablePlace(shard.durableSubscribers(), hello.name(), principal()));
        } catch (final SubscriberRefusedException e) {
            switch (e.reason()) {
                case PRINCIPAL -> session.end(SessionCode.OTHER_PRINCIPAL, e.getMessage());
                case NAME -> session.end(SessionCode.BAD_NAME, e.getMessage());
                case TOO_MANY -> session.end(SessionCode.TOO_MANY, e.getMessage());
                case DAMAGED, STORE -> session.end(SessionCode.STORE_FAILED, e.getMessage());
                default -> hasReplaced = true; // it is asked to leave: again in the next cycle
            }
            return null;
        }
    }

    private SessionPart consumer(final ConsumerPlace place) {
        final List<byte[]> lost = new ArrayList<>();
        final ClientRights rights = session.socket().rights();
        place.forEachSubscription((queue, after) -> {
            if (!rights.mayConsume(queue)) {
                lost.add(queue);
            }
        });
        if (!lost.isEmpty()) {
            place.close();
            session.end(SessionCode.NOT_ALLOWED, rights.noConsume(lost.get(0)) + ", to which it is subscribed still");
            return null;
        }
        say(place.ack(), place.isKnown() ? Welcome.FLAG_KNOWN : 0, place.lost());
        return new SessionConsumer(session, place, hello.name());
    }

    private void say(final long mark, final int flags, final Welcome.Lost lost) {
        final QueueServerContext context = shard.context();
        final Welcome.Terms terms = new Welcome.Terms(heartbeatMs, context.frameLimits().maxNameLength(),
            context.frameLimits().maxMessageLength(), context.maxSubscriptions());
        final Welcome.LogFacts facts = new Welcome.LogFacts(shard.log().incarnation(), shard.log().firstIndex(),
            shard.log().readableIndex());
        final int allFlags = flags | (hasReplaced ? Welcome.FLAG_REPLACED : 0)
            | (lost == Welcome.Lost.NOTHING ? 0 : Welcome.FLAG_LOST) | (session.isProven() ? Welcome.FLAG_PROVEN : 0);
        session.output().welcome(new Welcome(SessionFrames.VERSION, allFlags, terms, facts, mark, lost,
            session.serverProof(), context.name()));
    }

    /** Gives the name back. */
    void release() {
        if (isNamed && isClaimed) {
            shard.names().release(hello.role(), hello.name(), session);
        }
    }
}

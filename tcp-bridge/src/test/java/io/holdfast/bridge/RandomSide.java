package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.PoisonPolicy;
import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumeReport;
import io.holdfast.StoreException;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.Cut;

import java.nio.file.Path;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One side of a random run: opens, polls, closes and kills it, and compares what it says about itself with the
 * oracles of the two directions.
 */
abstract class RandomSide implements ConnectionListener, AutoCloseable {
    final TestPair pair;
    final DirectionOracle incoming;
    final DirectionOracle outgoing;
    final Random random;
    final StepLog steps;
    final RandomSends sends;
    final RandomHandler handler;
    AckMode ackMode = AckMode.AUTO;
    PoisonPolicy poisonPolicy = PoisonPolicy.SKIP;
    int maxAttempts;
    private final String name;
    private Transport transport = Transport.AUTO;
    private int sessions;
    private int sharedSessions;

    RandomSide(final String name, final TestPair pair, final DirectionOracle incoming,
               final DirectionOracle outgoing, final RandomSource source) {
        this.name = name;
        this.pair = pair;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.random = source.random();
        this.steps = source.steps();
        sends = new RandomSends(outgoing, random, steps);
        handler = new RandomHandler(this);
    }

    /**
     * Where a run's decisions come from and go to.
     *
     * @param random the decisions
     * @param steps  what was decided
     */
    record RandomSource(Random random, StepLog steps) {
    }

    abstract boolean isUp();

    abstract Connection connection();

    abstract void start();

    abstract void stop();

    abstract int doWork();

    abstract int pollOnce(int limit);

    abstract void closeConnection();

    abstract boolean isRefusalExpected(Refusal.Code code);

    abstract Path store();

    /** {@return how many sessions it had} */
    final int sessions() {
        return sessions;
    }

    /** {@return how many of them went over shared memory} */
    final int sharedSessions() {
        return sharedSessions;
    }

    final boolean isManual() {
        return ackMode == AckMode.MANUAL;
    }

    final boolean isConnected() {
        return connection().state() == ConnectionState.CONNECTED;
    }

    /** Opens the side with options of its own. */
    final void open() {
        ackMode = random.nextInt(3) == 0 ? AckMode.MANUAL : AckMode.AUTO;
        maxAttempts = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        poisonPolicy = random.nextInt(3) == 0 ? PoisonPolicy.STOP : PoisonPolicy.SKIP;
        transport = random.nextInt(4) == 0 ? Transport.TCP : Transport.AUTO;
        note("opens " + transport + " " + ackMode + " maxAttempts=" + maxAttempts + " " + poisonPolicy);
        start();
        check();
    }

    /** Sets what both sides' contexts have in common. */
    final <T extends EndpointContext<T>> void options(final T context) {
        final boolean isShort = random.nextInt(5) == 0;
        context.listener(this).transport(transport).ackMode(ackMode).maxAttempts(maxAttempts).poisonPolicy(poisonPolicy)
            .maxMessageLength(RandomSends.MAX_LENGTH).heartbeatIntervalNs(100 * TestPair.TICK_NS)
            .livenessTimeoutNs(500 * TestPair.TICK_NS).loginTimeoutNs(300 * TestPair.TICK_NS)
            .socketBufferLength(4096 << random.nextInt(9)).singleSender(random.nextBoolean())
            .maxBacklogMessages(isShort ? 1 + random.nextInt(40) : 100_000)
            .maxBacklogBytes(random.nextInt(5) == 0 ? 40 * 1024 : 1L << 30);
    }

    /** {@return where the connection has its files} */
    final Path connectionFolder() {
        final Connection connection = connection();
        return store().resolve(connection.localName()).resolve(connection.remoteName());
    }

    /** Does something that may call the listener, which may throw. */
    final void survive(final Runnable action) {
        try {
            action.run();
        } catch (final HandlerFailure e) {
            note("it threw " + e.getMessage());
        }
    }

    /** Runs the duty cycle once. */
    final void work() {
        survive(this::doWork);
    }

    /** Polls once and compares. */
    final void poll(final int limit) {
        final int before = incoming.done();
        handler.beginPoll();
        try {
            final int delivered = pollOnce(limit);
            incoming.same("messages delivered by this poll", incoming.done() - before, delivered);
            incoming.check(delivered <= limit, "limit " + limit + " was passed: " + delivered);
            incoming.check(!handler.isEnding() || connection().state() != ConnectionState.CONNECTED,
                "still connected after the handler disconnected");
        } catch (final HandlerFailure e) {
            note("poll threw " + e.getMessage());
        } catch (final Killed e) {
            bury(e.store());
            return;
        }
        check();
    }

    /** Ends the process at this instant, and the network with it. What is left are the files. */
    final Killed kill() {
        final Cut cut = Cut.values()[random.nextInt(Cut.values().length)];
        note("dies " + cut);
        pair.network.cutAll(cut);
        return new Killed(StoreCopy.of(store()));
    }

    /** Sends, and dies before all that belongs to it is stored. */
    final void dieWithin(final Supplier<Long> send) {
        final TornCopy torn = new TornCopy(connectionFolder(), random);
        final long result = send.get();
        note("is dying within that");
        final Killed killed = kill();
        bury((result > 0 ? torn.tear(killed, store()) : killed).store());
    }

    /**
     * Makes the files what they were when the process died. They stay the same files: the other side may have them
     * mapped, and goes on reading them while the next process writes.
     */
    final void bury(final Path copy) {
        survive(this::stop);
        StoreCopy.putBack(copy, store());
        StoreCopy.delete(copy);
        restarted();
    }

    /** Closes in order. */
    final void closeInOrder() {
        note("closes");
        survive(this::stop);
        restarted();
    }

    final void restarted() {
        handler.restarted();
        incoming.receiverRestarted();
    }

    /** Compares both ends of this side with the oracles. */
    final void check() {
        final Connection connection = connection();
        if (connection.remoteName() == null) {
            return;
        }
        incoming.checkReceiver(connection.consumedIndex());
        outgoing.checkSender(connection.lastIndex(), connection.lastOrdinal(), connection.ackedIndex(),
            connection.unackedMessages());
    }

    /** Once all is acked and housekeeping had its turns, little must be left on disk. */
    final void checkDisk() {
        final long bytes = ((PeerConnection) connection()).store().sendQueue().log().diskBytes();
        outgoing.check(bytes <= 3 * TestPair.CYCLE_SIZE, "everything is acked, but on disk are " + bytes);
    }

    final void note(final String what) {
        steps.add(name + " " + what);
    }

    @Override
    public void onConnected(final Connection connection, final ResumeReport report) {
        note("connected " + connection.transport() + " " + report);
        sessions++;
        sharedSessions += connection.transport() == Transport.SHM ? 1 : 0;
        outgoing.check(transport == Transport.AUTO || connection.transport() == Transport.TCP,
            "connected over " + connection.transport());
        incoming.check(isExpected(report.incoming(), incoming.done()), "resumed as " + report.incoming());
        incoming.same("incomingAfter", incoming.index(incoming.done()), report.incomingAfter());
        outgoing.check(isExpected(report.outgoing(), outgoing.done()), "resumed as " + report.outgoing());
        if (random.nextInt(16) == 0 && handler.isWild()) {
            throw kill();
        }
        maybeThrow();
    }

    private void maybeThrow() {
        if (random.nextInt(12) == 0 && handler.isWild()) {
            note("the listener throws");
            throw new HandlerFailure();
        }
    }

    private static boolean isExpected(final ResumeOutcome outcome, final int done) {
        return outcome == ResumeOutcome.CONTINUED || outcome == ResumeOutcome.FROM_START && done == 0;
    }

    @Override
    public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
        note("disconnected " + reason + " " + detail);
        incoming.check(reason != DisconnectReason.PROTOCOL_ERROR && reason != DisconnectReason.STORE_FAULT
            && reason != DisconnectReason.PEER_STORE_FAULT, "disconnected: " + reason + " " + detail);
        maybeThrow();
    }

    @Override
    public void onLoginRefused(final String remoteName, final Refusal refusal) {
        note("refused " + refusal);
        incoming.check(refusal.code() == Refusal.Code.SHUTTING_DOWN || isRefusalExpected(refusal.code()),
            "refused: " + refusal);
        maybeThrow();
    }

    @Override
    public void onDiverged(final Connection connection, final boolean isOutgoing, final long fromIndex,
                           final long toIndex) {
        throw new AssertionError("diverged from " + fromIndex + " to " + toIndex);
    }

    @Override
    public void onLost(final Connection connection, final boolean isOutgoing, final long fromIndex,
                       final long toIndex) {
        throw new AssertionError("lost from " + fromIndex + " to " + toIndex);
    }

    @Override
    public void onPoison(final Connection connection, final long index, final int attempts,
                         final PoisonPolicy policy) {
        note("poison " + policy + " at " + index);
        handler.onPoison(index, attempts, policy);
    }

    @Override
    public void onStoreFault(final Connection connection, final StoreException fault) {
        throw new AssertionError("store fault", fault);
    }

    @Override
    public void close() {
        sends.close();
    }

    /** What a handler of the run throws of its own accord. */
    static final class HandlerFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        HandlerFailure() {
            super("of its own accord", null, false, false);
        }
    }

    /** The process is dead. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Path store;

        Killed(final Path store) {
            super("killed", null, false, false);
            this.store = store;
        }

        Path store() {
            return store;
        }
    }
}

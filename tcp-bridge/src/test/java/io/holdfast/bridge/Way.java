package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumeReport;
import io.holdfast.store.Log;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One of the two directions of a {@link TestPair}: lets a test be written once for both. */
final class Way {
    private static final String LONG_TEXT = "x".repeat(3000);

    private final TestPair pair;
    private final boolean isToServer;

    Way(final TestPair pair, final boolean isToServer) {
        this.pair = pair;
        this.isToServer = isToServer;
    }

    Connection sender() {
        return isToServer ? pair.atClient() : pair.atServer();
    }

    Connection receiver() {
        return isToServer ? pair.atServer() : pair.atClient();
    }

    Side senderSide() {
        return isToServer ? pair.atClient : pair.atServer;
    }

    Side receiverSide() {
        return isToServer ? pair.atServer : pair.atClient;
    }

    /** Sends numbers as texts. */
    void send(final int from, final int to) {
        IntStream.range(from, to).forEach(i -> TestPair.send(sender(), texts(i, i + 1).get(0)));
    }

    static List<String> texts(final int from, final int to) {
        return IntStream.range(from, to).mapToObj(i -> "message " + i).toList();
    }

    void senderOptions(final Consumer<EndpointContext<?>> options) {
        options(isToServer, options);
    }

    void receiverOptions(final Consumer<EndpointContext<?>> options) {
        options(!isToServer, options);
    }

    private void options(final boolean isOfClient, final Consumer<EndpointContext<?>> options) {
        if (isOfClient) {
            pair.clientOptions = options::accept;
        } else {
            pair.serverOptions = options::accept;
        }
    }

    Path copyOfSender() {
        return pair.copied(isToServer ? pair.clientStore() : pair.serverStore());
    }

    Path copyOfReceiver() {
        return pair.copied(isToServer ? pair.serverStore() : pair.clientStore());
    }

    void killSender() {
        kill(isToServer);
    }

    void killReceiver() {
        kill(!isToServer);
    }

    private void kill(final boolean isClient) {
        if (isClient) {
            pair.killClient();
        } else {
            pair.killServer();
        }
    }

    /** Opens the sender, which was killed, on another store, or on what its own death left if that is null. */
    void openSender(final Path store) {
        open(isToServer, store);
    }

    void openReceiver(final Path store) {
        open(!isToServer, store);
    }

    private void open(final boolean isClient, final Path store) {
        if (isClient) {
            pair.clientStore(store == null ? pair.clientStore() : store);
            pair.openClient();
        } else {
            pair.serverStore(store == null ? pair.serverStore() : store);
            pair.openServer();
        }
    }

    /** What the sender was told at the last login of where its messages go on. */
    ResumeOutcome toldToSender() {
        return last(senderSide()).outgoing();
    }

    /** What the receiver was told at the last login of where the sender's messages go on. */
    ResumeOutcome toldToReceiver() {
        return last(receiverSide()).incoming();
    }

    private static ResumeReport last(final Side side) {
        return side.reports.get(side.reports.size() - 1);
    }

    /** Sends, and polls until all of it is acked. */
    void exchange(final int from, final int to) {
        send(from, to);
        pair.pollUntilAcked();
    }

    /** Fills some of the smallest cycles, and polls until the first of them, which are acked, are deleted. */
    void exchangeUntilPurged() {
        final Log log = ((PeerConnection) sender()).store().sendQueue().log();
        final long firstIndex = log.firstIndex();
        pair.pollUntil("purged", () -> {
            if (sender().unackedMessages() == 0) {
                IntStream.range(0, 20).forEach(i -> TestPair.send(sender(), LONG_TEXT));
            }
            return log.firstIndex() > firstIndex;
        });
        pair.pollUntilAcked();
    }
}

package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.SystemClock;
import io.holdfast.Transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of its own, of another user: "bob" takes so many messages of "alice" by shared memory, answers each with
 * its ordinal, and ends once all is acked. Its output ends with what it found.
 */
final class OtherUserReceiver {
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(30);

    private final int expected;
    private int received;

    private OtherUserReceiver(final int expected) {
        this.expected = expected;
    }

    /** Arguments: store, port of alice, number of messages, and the group that may read if messages go by files. */
    public static void main(final String[] args) throws IOException {
        final Path store = Path.of(args[0]);
        final OtherUserReceiver receiver = new OtherUserReceiver(Integer.parseInt(args[2]));
        System.out.println(receiver.run(store, Integer.parseInt(args[1]), args.length > 3 ? args[3] : null)
            + (args.length > 3 ? " writable=" + writable(store) : ""));
    }

    private String run(final Path store, final int port, final String group) {
        final ClientContext context = new ClientContext().name("bob").store(store).storeGroup(group)
            .cycleSize(TestPair.CYCLE_SIZE).maxMessageLength(4096).endpoint(new InetSocketAddress("127.0.0.1", port))
            .remoteName("alice").transport(group == null ? Transport.AUTO : Transport.SHM);
        try (Client client = Client.open(context)) {
            final Connection connection = client.connection();
            final long beganNs = SystemClock.INSTANCE.monotonicNs();
            while ((received < expected || connection.unackedMessages() > 0)
                && SystemClock.INSTANCE.monotonicNs() - beganNs < MOST_NS) {
                client.doWork();
                connection.poll(this::onMessage, 100);
            }
            return "transport=" + connection.transport() + " received=" + received + " unacked="
                + connection.unackedMessages() + " last=" + connection.lastDisconnect();
        }
    }

    private Action onMessage(final Connection connection, final Message message) {
        if (message.ordinal() != received + 1 || message.payload().readLong(0) != message.ordinal()) {
            throw new AssertionError("ordinal=" + message.ordinal() + " after " + received);
        }
        if (connection.reply(message.index(), 1, message.payload(), 0, Long.BYTES) < 0) {
            return Action.RETRY;
        }
        received++;
        return Action.CONSUMED;
    }

    /** The files of alice that this user may write to, which should be none. */
    private static List<Path> writable(final Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store.resolve("alice"))) {
            return files.filter(file -> Files.isDirectory(file) ? Files.isWritable(file) : canOpen(file)).toList();
        }
    }

    private static boolean canOpen(final Path file) {
        try {
            Files.newByteChannel(file, StandardOpenOption.WRITE).close();
            return true;
        } catch (final IOException e) {
            return false;
        }
    }
}

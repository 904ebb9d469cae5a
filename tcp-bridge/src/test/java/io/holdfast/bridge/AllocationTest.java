package io.holdfast.bridge;

import com.sun.management.ThreadMXBean;
import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.SystemClock;
import io.holdfast.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a message costs in garbage once all is warm: nothing. Both ends run in one thread over real sockets; what the
 * thread allocated is divided by the messages, and less than a tenth of a byte each is left for work that comes once in
 * many thousands of them.
 */
@ParameterizedClass
@EnumSource(names = {"TCP", "SHM"})
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 40_000;
    private static final int MEASURED = 200_000;
    private static final int WINDOW = 64;
    private static final int PARKS = 2000;
    private static final long MAX_IDLE_POLLS = 10_000_000;

    @Parameter
    Transport transport;

    @TempDir
    Path folder;
    private final byte[] payload = new byte[64];
    private HostilePort port;
    private Client client;
    private Server server;
    private Connection atClient;
    private long answered;
    private long count;

    @BeforeEach
    void open() {
        port = new HostilePort(folder, this::options, this::options);
        client = port.pair.client;
        server = port.pair.server;
        atClient = port.pair.atClient();
    }

    private void options(final EndpointContext<?> context) {
        context.clock(SystemClock.INSTANCE).cycleSize(256L << 20).transport(transport);
    }

    @AfterEach
    void close() {
        assertEquals(transport, atClient.transport());
        port.close();
    }

    private void assertAllocatesNothing(final MessageHandler atServer, final MessageHandler answer) {
        exchange(WARM_UP, atServer, answer);
        final long before = THREADS.getCurrentThreadAllocatedBytes();

        exchange(MEASURED, atServer, answer);

        final long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < MEASURED / 10, bytes + " bytes for " + MEASURED + " messages");
    }

    /** Sends messages, at most so many at a time, until the answer to each is here and acked. */
    private void exchange(final int messages, final MessageHandler atServer, final MessageHandler answer) {
        final long target = answered + messages;
        long sent = answered;
        long idle = 0;
        while (answered < target && idle++ < MAX_IDLE_POLLS) {
            while (sent < target && sent - answered < WINDOW && atClient.offer(7, payload, 0, payload.length) > 0) {
                sent++;
            }
            server.doWork();
            server.group(0).poll(atServer, WINDOW);
            client.doWork();
            answered += atClient.poll(answer, WINDOW);
        }
        assertEquals(target, answered);
    }

    @Test
    void offersDeliversAcksAndRepliesWithoutAllocating() {
        final MessageHandler echo = (connection, message) ->
            connection.reply(message.index(), message.type(), message.payload(), 0, message.length()) > 0
                ? Action.CONSUMED : Action.RETRY;

        assertAllocatesNothing(echo, (connection, message) -> Action.CONSUMED);
    }

    @Test
    void sendsBothWaysAndReadsEverythingWithoutAllocating() {
        final byte[] copy = new byte[64];
        final MessageHandler back = (connection, message) -> {
            message.copyTo(copy, 0);
            return connection.offer(message.type(), copy, 0, message.length()) > 0 ? Action.CONSUMED : Action.RETRY;
        };

        assertAllocatesNothing(back, this::read);
    }

    private Action read(final Connection connection, final Message message) {
        count += message.index() + message.ordinal() + message.type() + message.appendedAtNs() + message.attempt()
            + message.payload().readLong(0) + message.batchSize() + (message.isRedelivered() ? 1 : 0);
        return Action.CONSUMED;
    }

    @Test
    void pollsWithoutMessagesWithoutAllocating() {
        final MessageHandler handler = this::read;
        idle(handler, WARM_UP);
        final long before = THREADS.getCurrentThreadAllocatedBytes();

        idle(handler, MEASURED);

        final long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < MEASURED / 10, bytes + " bytes for " + MEASURED + " polls");
    }

    @Test
    void parksWithoutAllocating() {
        final Parking atServer = ((Parking) server.parking(1)).idleCycles(0, 0);
        final Parking ofClient = ((Parking) client.parking(1)).idleCycles(0, 0);
        park(atServer, ofClient);
        final long before = THREADS.getCurrentThreadAllocatedBytes();

        park(atServer, ofClient);

        final long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < PARKS, bytes + " bytes for " + PARKS + " parks");
    }

    /** Each side parks with something to do, with something coming, and until its time is up. */
    private void park(final Parking atServer, final Parking ofClient) {
        final MessageHandler handler = this::read;
        for (int i = 0; i < PARKS; i++) {
            atClient.offer(7, payload, 0, payload.length);
            ofClient.idle(0);
            client.doWork();
            atClient.poll(handler, WINDOW);
            atServer.idle(0);
            server.doWork();
            server.group(0).poll(handler, WINDOW);
            ofClient.idle(0);
        }
    }

    private void idle(final MessageHandler handler, final int polls) {
        for (int i = 0; i < polls; i++) {
            server.doWork();
            server.group(0).poll(handler, WINDOW);
            client.doWork();
            atClient.poll(handler, WINDOW);
        }
    }
}

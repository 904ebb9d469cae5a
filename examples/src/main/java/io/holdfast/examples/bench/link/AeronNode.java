package io.holdfast.examples.bench.link;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.holdfast.examples.command.CommandFailure;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;

/**
 * A client of an Aeron driver with one exclusive publication to the other end and one subscription to what that sends.
 * If it is an invoked one, its conductor and, where the driver lives, the driver have their turn every 256 messages
 * sent and every 1024 polls: seldom enough to cost Aeron nothing, often enough for its window of 8 MiB.
 */
final class AeronNode implements AutoCloseable {
    private static final String CHANNEL = "aeron:ipc";
    private static final int THERE = 1001;
    private static final int BACK = 1002;
    private static final int MESSAGES_PER_DUTY = 256;
    private static final int POLLS_PER_DUTY = 1024;
    private static final int MOST_PER_POLL = 256;

    private final Aeron aeron;
    private final AgentInvoker driver;
    private final AgentInvoker client;
    private final ExclusivePublication publication;
    private final Subscription subscription;
    private Image image;
    private int messages;
    private int polls;

    private AeronNode(final Aeron.Context context, final int outgoing, final int incoming) {
        aeron = Aeron.connect(context);
        driver = context.driverAgentInvoker();
        client = aeron.conductorAgentInvoker();
        publication = aeron.addExclusivePublication(CHANNEL, outgoing);
        subscription = aeron.addSubscription(CHANNEL, incoming);
    }

    /**
     * Opens the end that measures.
     *
     * @param folder    of the driver
     * @param isInvoked whether without threads
     * @param driver    to be invoked, null if it has threads
     * @return the client
     */
    static AeronNode link(final Path folder, final boolean isInvoked, final AgentInvoker driver) {
        return new AeronNode(context(folder, isInvoked).driverAgentInvoker(driver), THERE, BACK);
    }

    /**
     * Opens the other end.
     *
     * @param folder    of the driver, which is kept going meanwhile by the end that measures
     * @param isInvoked whether without threads
     * @return the client
     */
    static AeronNode echo(final Path folder, final boolean isInvoked) {
        return new AeronNode(context(folder, isInvoked), BACK, THERE);
    }

    private static Aeron.Context context(final Path folder, final boolean isInvoked) {
        return new Aeron.Context().aeronDirectoryName(folder.toString()).useConductorAgentInvoker(isInvoked)
            .preTouchMappedMemory(true).driverTimeoutMs(AeronDriver.TIMEOUT_MS);
    }

    boolean isConnected() {
        doDuty();
        if (image == null && subscription.imageCount() > 0) {
            image = subscription.imageAtIndex(0);
        }
        return image != null && publication.isConnected();
    }

    boolean tryOffer(final UnsafeBuffer buffer, final int offset, final int length) {
        if ((++messages & MESSAGES_PER_DUTY - 1) == 0) {
            doDuty();
        }
        final long result = publication.offer(buffer, offset, length);
        if (result > 0) {
            return true;
        }
        if (result != Publication.BACK_PRESSURED && result != Publication.ADMIN_ACTION) {
            throw new CommandFailure("Aeron did not accept a message: " + Publication.errorString(result));
        }
        doDuty();
        return false;
    }

    int poll(final FragmentHandler handler) {
        if ((++polls & POLLS_PER_DUTY - 1) == 0) {
            doDuty();
        }
        return image.poll(handler, MOST_PER_POLL);
    }

    void doDuty() {
        if (driver != null) {
            driver.invoke();
        }
        if (client != null) {
            client.invoke();
        }
    }

    @Override
    public void close() {
        aeron.close();
    }
}

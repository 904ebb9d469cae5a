package io.holdfast.examples.bench.link;

import io.aeron.logbuffer.FragmentHandler;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/** The measuring end of Aeron IPC, and the driver. What was streamed has been taken when a ping has come back. */
final class AeronLink implements Link {
    private static final FragmentHandler ANSWER = (buffer, offset, length, header) -> { };

    private final Patience patience;
    private final AeronDriver driver;
    private final AeronNode node;
    private final UnsafeBuffer ping;
    private final UnsafeBuffer stream;
    private long answers;

    private AeronLink(final LinkSettings settings, final Patience patience, final boolean isInvoked) {
        this.patience = patience;
        ping = message(settings, MessageKind.PING);
        stream = message(settings, MessageKind.STREAM);
        driver = AeronDriver.launch(settings, isInvoked);
        node = AeronNode.link(AeronDriver.folder(settings, isInvoked), isInvoked, driver.invoker());
    }

    static AeronLink invoked(final LinkSettings settings, final Patience patience) {
        return new AeronLink(settings, patience, true);
    }

    static AeronLink threaded(final LinkSettings settings, final Patience patience) {
        return new AeronLink(settings, patience, false);
    }

    private static UnsafeBuffer message(final LinkSettings settings, final byte kind) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(settings.length()).put(0, kind));
    }

    @Override
    public void attend() {
        node.doDuty();
    }

    @Override
    public void connect(final int port) {
        while (!node.isConnected()) {
            patience.idle(answers);
        }
    }

    @Override
    public String transport() {
        return "shm";
    }

    @Override
    public void resume() {
        driver.pause(false);
    }

    @Override
    public void pause() {
        driver.pause(true);
    }

    @Override
    public void roundTrip() {
        send(ping);
        while (poll() == 0) {
            patience.idle(answers);
        }
    }

    @Override
    public boolean trySend() {
        return node.tryOffer(ping, 0, ping.capacity());
    }

    @Override
    public int poll() {
        final int count = node.poll(ANSWER);
        answers += count;
        return count;
    }

    @Override
    public void stream(final int count) {
        for (int i = 0; i < count; i++) {
            send(stream);
        }
    }

    @Override
    public void drain() {
        roundTrip();
    }

    private void send(final UnsafeBuffer message) {
        while (!node.tryOffer(message, 0, message.capacity())) {
            patience.idle(answers);
        }
    }

    @Override
    public void close() {
        node.close();
        driver.close();
    }
}

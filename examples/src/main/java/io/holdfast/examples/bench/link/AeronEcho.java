package io.holdfast.examples.bench.link;

import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The other end of Aeron IPC: offers what is to come back from where it was received. */
final class AeronEcho implements Echo {
    private final AeronNode node;
    private final UnsafeBuffer answer = new UnsafeBuffer(0, 0);
    private Turn turn;

    private AeronEcho(final LinkSettings settings, final boolean isInvoked) {
        node = AeronNode.echo(AeronDriver.folder(settings, isInvoked), isInvoked);
    }

    static AeronEcho invoked(final LinkSettings settings) {
        return new AeronEcho(settings, true);
    }

    static AeronEcho threaded(final LinkSettings settings) {
        return new AeronEcho(settings, false);
    }

    @Override
    public void serve(final Turn current) {
        turn = current;
        while (!node.isConnected() && turn.isOn()) {
            turn.polled(0);
        }
        final FragmentHandler handler = this::onFragment;
        while (turn.isOn()) {
            turn.polled(node.poll(handler));
        }
    }

    private void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header) {
        if (buffer.getByte(offset) == MessageKind.PING) {
            answer.wrap(buffer, offset, length);
            while (!node.tryOffer(answer, 0, length) && turn.isOn()) {
                turn.polled(0);
            }
        }
    }

    @Override
    public void close() {
        node.close();
    }
}

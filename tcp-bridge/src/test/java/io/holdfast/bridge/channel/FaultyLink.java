package io.holdfast.bridge.channel;

import java.net.InetSocketAddress;

/** One connection of a {@link FaultyNetwork}: two pipes and the two ends that use them. */
final class FaultyLink {
    private final FaultyNetwork network;
    private final InetSocketAddress serverAddress;
    private final FaultyPipe[] pipes = new FaultyPipe[Direction.values().length];
    private final FaultyChannel clientEnd;
    private final FaultyChannel serverEnd;

    FaultyLink(final FaultyNetwork network, final InetSocketAddress serverAddress,
               final InetSocketAddress clientAddress) {
        this.network = network;
        this.serverAddress = serverAddress;
        for (final Direction direction : Direction.values()) {
            pipes[direction.ordinal()] = new FaultyPipe(network.capacity());
        }
        this.clientEnd = new FaultyChannel(network, this, Direction.TO_SERVER, serverAddress);
        this.serverEnd = new FaultyChannel(network, this, Direction.TO_CLIENT, clientAddress);
        serverEnd.open();
    }

    FaultyChannel clientEnd() {
        return clientEnd;
    }

    FaultyChannel serverEnd() {
        return serverEnd;
    }

    InetSocketAddress serverAddress() {
        return serverAddress;
    }

    FaultyPipe pipe(final Direction direction) {
        return pipes[direction.ordinal()];
    }

    long written(final Direction direction) {
        return pipe(direction).written();
    }

    boolean isOpen() {
        return clientEnd.isOpen() || serverEnd.isOpen();
    }

    /** Nothing that either end does is ever noticed by the other from now on. */
    void lose() {
        for (final FaultyPipe pipe : pipes) {
            pipe.lose();
        }
    }

    void cut(final Cut cut) {
        switch (cut) {
            case END_OF_STREAM:
                endPipe(Direction.TO_SERVER);
                endPipe(Direction.TO_CLIENT);
                break;
            case RESET:
                clientEnd.reset();
                serverEnd.reset();
                break;
            case UNSEEN_BY_SERVER:
                lose();
                clientEnd.reset();
                break;
            case UNSEEN_BY_CLIENT:
                lose();
                serverEnd.reset();
                break;
            default:
                throw new IllegalArgumentException("cut=" + cut);
        }
    }

    /** Cuts, but what was written in one direction still arrives. */
    void cutKeeping(final Cut cut, final Direction kept) {
        if (cut == Cut.RESET) {
            sender(kept).reset();
            sender(kept.other()).resetOnceRead(pipe(kept));
            endPipe(kept);
        } else {
            cut(cut);
        }
    }

    private FaultyChannel sender(final Direction direction) {
        return direction == Direction.TO_SERVER ? clientEnd : serverEnd;
    }

    private void endPipe(final Direction direction) {
        pipe(direction).end();
    }
}

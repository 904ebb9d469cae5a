package io.holdfast.examples.bench.link;

/** The other end of a {@link Link}: sends back what asks for it and takes the rest. Belongs to one thread. */
public interface Echo extends AutoCloseable {
    /** {@return where it listens, 0 if its link needs no port} */
    default int port() {
        return 0;
    }

    /**
     * Polls busily until the turn is over.
     *
     * @param turn its turn
     */
    void serve(Turn turn);

    @Override
    void close();
}

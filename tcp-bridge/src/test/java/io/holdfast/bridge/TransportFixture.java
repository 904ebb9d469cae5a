package io.holdfast.bridge;

import io.holdfast.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs each test over both transports and in both directions; the pair's {@link Way} is the one the test is about. */
@ParameterizedClass(name = "{0}, to the server: {1}")
@CsvSource({"TCP, true", "TCP, false", "SHM, true", "SHM, false"})
abstract class TransportFixture extends PairFixture {
    @Parameter(0)
    Transport transport;

    @Parameter(1)
    boolean isToServer;

    Way way;
    Way back;

    @BeforeEach
    final void makeWay() {
        pair.transport = transport;
        way = new Way(pair, isToServer);
        back = new Way(pair, !isToServer);
    }

    final boolean isShared() {
        return transport == Transport.SHM;
    }

    final void connect(final Consumer<EndpointContext<?>> options) {
        pair.serverOptions = options::accept;
        pair.clientOptions = options::accept;
        connect();
    }

    /** The folder of the sender's connection with the receiver. */
    final Path senderFolder() {
        return isToServer ? pair.clientStore().resolve("C/S") : pair.serverStore().resolve("S/C");
    }
}

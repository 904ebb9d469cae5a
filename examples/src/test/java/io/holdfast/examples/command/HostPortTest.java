package io.holdfast.examples.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

import java.net.InetSocketAddress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class HostPortTest {
    private final HostPort converter = new HostPort();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "127.0.0.1:65535", "localhost:7000", "[::1]:7000"})
    void writesAnAddressTheWayItWasRead(final String text) {
        final InetSocketAddress address = converter.convert(text);

        assertEquals(converter.convert(text), converter.convert(HostPort.text(address)));
        assertEquals(text.substring(text.lastIndexOf(':') + 1), String.valueOf(address.getPort()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", ":7000", "localhost:", "localhost:-1", "localhost:65536", "::1:7000",
        "localhost:7e3", "no.such.host.invalid:1"})
    void refusesWhatIsNotHostAndPort(final String text) {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    }

    @Test
    void writesAnIpv6AddressInBrackets() {
        assertEquals("[::1]:5", HostPort.text(InetSocketAddress.createUnresolved("::1", 5)));
    }
}

package io.holdfast.examples.egress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;

/** What the JDK's own classes call under a {@link SocketAgent}, with their name and an argument. */
final class SocketNote implements BiConsumer<Object, Object> {
    private final Path file;

    SocketNote(final Path file) {
        this.file = file;
    }

    @Override
    public void accept(final Object method, final Object argument) {
        if (argument instanceof InetAddress address) {
            write(method + (address.isLoopbackAddress() ? " loopback " : " ") + address.getHostAddress());
        } else if (argument instanceof InetSocketAddress address) {
            accept(method, address.getAddress());
        } else if (argument instanceof String) {
            write(method + " " + argument);
        }
    }

    private void write(final String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

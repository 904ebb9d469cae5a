package io.holdfast.examples;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a person types on standard input, until it is closed. */
final class Typed implements AutoCloseable {
    private final InputStream before = System.in;

    Typed(final String... lines) {
        System.setIn(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        System.setIn(before);
    }
}

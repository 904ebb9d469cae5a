package io.holdfast.examples.journal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What is written to a {@link ByteOutput}. */
final class Written {
    private Written() {
    }

    static byte[] bytes(final Consumer<ByteOutput> writer) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final ByteOutput out = new ByteOutput(bytes);
        writer.accept(out);
        out.flush();
        return bytes.toByteArray();
    }

    static String text(final Consumer<ByteOutput> writer) {
        return new String(bytes(writer), StandardCharsets.UTF_8);
    }
}

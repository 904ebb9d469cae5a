package io.holdfast.bridge.queueserver.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The byte examples of QUEUE-PROTOCOL.md by name, which were put together by hand and not by the code. */
final class ProtocolExamples {
    /** The names of those that belong to the base protocol. */
    static final Set<String> OF_THE_BASE_PROTOCOL = Set.of("produce", "consume", "message", "subscribe",
        "subscribe_all", "unsubscribe", "unsubscribe_all", "ok");

    private static final Pattern EXAMPLE = Pattern.compile("```hex (\\w+)\\n(.*?)```", Pattern.DOTALL);

    private ProtocolExamples() {
    }

    static String page() throws IOException {
        return Files.readString(Path.of("QUEUE-PROTOCOL.md"));
    }

    static Map<String, byte[]> read() throws IOException {
        final Map<String, byte[]> examples = new LinkedHashMap<>();
        final Matcher matcher = EXAMPLE.matcher(page());
        while (matcher.find()) {
            examples.put(matcher.group(1), HexFormat.of().parseHex(matcher.group(2).replaceAll("\\s", "")));
        }
        return examples;
    }
}

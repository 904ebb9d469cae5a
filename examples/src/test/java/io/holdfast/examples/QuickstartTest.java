package io.holdfast.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

class QuickstartTest {
    private static final Path ROOT = Path.of("..");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"Quickstart", "QueueQuickstart"})
    void theReadmeShowsWhatStandsInTheSource(final String name) throws IOException {
        final String source = Files.readString(
            ROOT.resolve("examples/src/main/java/io/holdfast/examples/" + name + ".java"));
        final String readme = Files.readString(ROOT.resolve("README.md"));
        final String body = source.substring(source.indexOf("        final Path store"), source.indexOf("    }\n}\n"))
            .stripTrailing().stripIndent();

        assertTrue(readme.contains("```java\n" + body + "\n```"), "README.md does not show:\n"
            + body);
    }

    @Test
    void aConnectionRuns() throws IOException {
        Quickstart.main(new String[] {folder.toString()});

        assertTrue(Files.isDirectory(folder.resolve("alice").resolve("bob").resolve("send")));
    }

    @Test
    void namedQueuesRun() throws IOException {
        QueueQuickstart.main(new String[] {folder.toString()});

        assertTrue(Files.isDirectory(folder.resolve("hub").resolve("queues").resolve("send")));
    }
}

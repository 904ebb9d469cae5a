package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JvmFlagsTest {
    @TempDir
    private Path folder;

    /** Opens a log in a process of its own. */
    static final class Opener {
        private Opener() {
        }

        public static void main(final String[] args) {
            new LogFixture(Path.of(args[0])).open().close();
        }
    }

    @Test
    void aLogOpenedWithoutTheFlagsFailsAtOnceAndPrintsThem() throws Exception {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), Opener.class.getName(), folder.resolve("log").toString())
            .redirectErrorStream(true).start();

        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertNotEquals(0, process.waitFor());
        assertTrue(output.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
            + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"), output);
        assertFalse(output.contains("read-only"), output);
        assertFalse(folder.resolve("log").toFile().exists());
    }
}

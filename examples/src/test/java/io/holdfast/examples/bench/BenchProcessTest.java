package io.holdfast.examples.bench;

import io.holdfast.examples.command.ChildProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("slow")
class BenchProcessTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"log,appendNs,readNs", "rtt,holdfast,ratioOfP50", "throughput,holdfastPerSecond,ratio"})
    void measuresPrintsOneLineOfJsonAndLeavesNothingBehind(final String bench, final String first, final String second)
        throws IOException {
        final Path stores = Files.createDirectory(folder.resolve("stores"));
        try (ChildProcess process = ChildProcess.start(folder, "bench", null, List.of("bench", bench, "--count", "300",
            "--rounds", "1", "--json", "--store", stores.toString()))) {
            assertTrue(process.awaitEnd(TIMEOUT_NS), process::errorText);

            assertEquals(0, process.exitCode(), process::errorText);
            final String line = String.join("\n", process.outputLines());
            assertTrue(line.startsWith("{\"bench\":\"" + bench + "\",\"size\":64,\"count\":300,\"rounds\":1,"), line);
            assertTrue(line.contains("\"" + first + "\":{") && line.contains("\"" + second + "\":{"), line);
        }
        try (Stream<Path> left = Files.list(stores)) {
            assertEquals(List.of(), left.toList());
        }
    }
}

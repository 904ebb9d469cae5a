package io.holdfast.examples.egress;

import io.holdfast.examples.command.Shell;
import io.holdfast.examples.command.Shell.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** All processes of a whole demo bind and connect to loopback only, and ask nobody for the address of a name. */
@Tag("slow")
class NoEgressTest {
    private static final Predicate<String> OWN = Pattern.compile(
        "sun/nio/ch/Net\\.(bind|connect) loopback [0-9a-f.:]+").asMatchPredicate();

    @TempDir
    private Path folder;
    private Path noted;
    private Map<String, String> variables;

    @BeforeEach
    void prepare() throws IOException {
        noted = folder.resolve("noted");
        variables = Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + SocketAgent.jar(folder) + "=" + noted);
    }

    @Test
    void aDemoStaysAtHome() throws Exception {
        final Result demo = Shell.bash(folder).run(variables, "holdfast demo --count 5000 --kills 6 --transport tcp"
            + " --store " + folder);

        assertTrue(demo.out().contains("5,000 of 5,000 messages answered"), () -> demo.out() + demo.err());
        assertEquals(List.of(), demo.lines().stream() // the JVM tells on standard error how it got the agent
            .filter(line -> line.contains(" FAIL ") && !line.contains("Picked up JAVA_TOOL_OPTIONS")).toList());
        final List<String> sockets = Files.readAllLines(noted);
        assertTrue(sockets.stream().anyMatch(line -> line.contains("bind"))
            && sockets.stream().anyMatch(line -> line.contains("connect")), sockets::toString);
        assertEquals(List.of(), sockets.stream().filter(OWN.negate()).distinct().toList());
    }

    @Test
    void aProgramThatDoesNotIsFoundOut() throws Exception {
        final Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Shell.bash(folder).run(variables, Shell.quoted(java) + " -cp "
            + Shell.quoted(System.getProperty("java.class.path")) + " " + Talkative.class.getName());

        final List<String> sockets = Files.readAllLines(noted);
        assertTrue(sockets.containsAll(List.of("java/net/InetAddress.getAddressesFromNameService holdfast.invalid",
            "sun/nio/ch/Net.connect 192.0.2.1", "sun/nio/ch/DatagramChannelImpl.send 192.0.2.1")), sockets::toString);
        assertTrue(sockets.stream().noneMatch(OWN), sockets::toString);
    }
}

package io.holdfast.examples.hostile;

import io.holdfast.examples.command.ChildProcess;
import io.holdfast.examples.command.Shell.Result;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every command beside a process that owns the store, and sends and is acked all the time. */
class BesideOwnerTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Set<String> OF_LOCK = Set.of("owner", "owner.lock");
    private static final String RATE = "2000";
    private static final Pattern NOTHING = Pattern.compile("nothing to purge|no session is over");

    @TempDir(factory = MemoryFolder.class)
    private Path folder;
    private Path store;
    private ChildProcess server;
    private ChildProcess owner;
    private int outputs;

    @BeforeEach
    void start() throws IOException {
        Files.createFile(folder.resolve(CommandLines.EMPTY_FILE));
        store = folder.resolve("store");
        server = process("server", "echo-server", "--name", "B", "--listen", "127.0.0.1:0", "--store",
            folder.resolve("server-store").toString());
        await("nobody listens", () -> !server.outputLines().isEmpty());
        owner = process("owner", "echo-client", "--name", "A", "--store", store.toString(), "--connect", address(),
            "--count", "1000000000", "--rate", RATE, "--retain", "1h");
        await("nothing is acked", () -> Files.exists(connection().resolve("state")) && acked() > 0);
    }

    @AfterEach
    void kill() {
        owner.close();
        server.close();
    }

    private ChildProcess process(final String title, final String... program) {
        return ChildProcess.start(folder, title, null, List.of(program));
    }

    private String address() {
        final String line = server.outputLines().get(0);
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private Path connection() {
        return store.resolve(Hostility.CONNECTION);
    }

    private long acked() {
        final ConnectionSummary summary = StoreView.of(store).summary(ConnectionRef.of(connection()));
        return summary.ackedIndex();
    }

    private void await(final String what, final BooleanSupplier condition) {
        for (long waitedNs = 0; !condition.getAsBoolean(); waitedNs += POLL_NS) {
            assertTrue(waitedNs < TIMEOUT_NS, () -> what + ": " + owner.errorText());
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private String[] line(final List<String> template) {
        return CommandLines.of(template, store, folder.resolve("output-" + outputs++), address());
    }

    private Map<Path, String> lock() {
        return FolderPrint.of(store.resolve("A"), path -> OF_LOCK.contains(path.getFileName().toString()));
    }

    /** The kernel tells who holds which lock. */
    private List<String> heldLocks() throws IOException {
        final String ofOwner = " " + owner.pid() + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream().filter(line -> line.contains(ofOwner))
            .map(line -> line.substring(line.indexOf(' '))).toList();
    }

    @Test
    void readingCommandsLookOnAndTheOwnerGoesOn() throws IOException {
        final Map<Path, String> lock = lock();
        final List<String> held = heldLocks();
        final List<String> faults = new ArrayList<>();

        for (final List<String> template : CommandLines.reading()) {
            final String[] line = line(template);
            final long acked = acked();
            final Result result = CommandSeries.run(line);
            if (result.exitCode() > (template.get(0).equals("doctor") ? 1 : 0)) { // which may warn of the machine
                faults.add(String.join(" ", line) + ": " + result);
            }
            await("the owner has stopped after " + String.join(" ", line), () -> acked() > acked);
            assertEquals(Map.of(), FolderPrint.changes(lock, lock()), () -> String.join(" ", line));
            assertEquals(held, heldLocks(), () -> String.join(" ", line));
        }

        assertEquals(List.of(), faults);
        assertTrue(owner.isAlive() && server.isAlive());
        assertEquals("", owner.errorText());
    }

    @Test
    void writingCommandsRefuseAndNameTheOwner() throws IOException {
        final Map<Path, String> lock = lock();
        final List<String> held = heldLocks();

        for (final List<String> template : CommandLines.writing()) {
            final String[] line = line(template);
            final long acked = acked();
            final Result result = CommandSeries.run(line);
            final String said = result.out() + result.err();
            assertTrue(result.exitCode() == 2 && (said.contains("process pid=" + owner.pid() + " ")
                || said.contains("not an archive")) || result.exitCode() == 0 && NOTHING.matcher(said).find(),
                () -> String.join(" ", line) + ": " + said);
            await("the owner has stopped after " + String.join(" ", line), () -> acked() > acked);
            assertEquals(Map.of(), FolderPrint.changes(lock, lock()), () -> String.join(" ", line));
            assertEquals(held, heldLocks(), () -> String.join(" ", line));
        }

        assertTrue(owner.isAlive() && server.isAlive());
        owner.terminate();
        assertTrue(owner.awaitEnd(TIMEOUT_NS));
        assertTrue(owner.errorText().matches("holdfast echo-client: stopped after [0-9]+ of [0-9]+ answers\n"),
            owner::errorText);
        final Result verified = CommandSeries.run("verify", "--store", store.toString());
        assertEquals("A to B: healthy", verified.lines().get(0));
        assertEquals(0, verified.exitCode());
    }
}

package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.SystemClock;
import io.holdfast.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Two users share a store's root: {@code <root>/alice} is of the one, {@code <root>/bob} of the other, and neither may
 * write to what the other owns. Needs root, to become two users.
 */
class OtherUserTest {
    private static final int BOB = 65_534;
    private static final String GROUP = "65533";
    private static final int MESSAGES = 6000;
    private static final int LENGTH = 200;
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private static Path classes;
    private static String classPath;

    private Path top;
    private Path root;
    private Server alice;
    private long answered;

    @BeforeEach
    void prepare() throws Exception {
        top = Files.createTempDirectory("holdfast-users");
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = Files.createDirectory(top.resolve("root"));
        final Path bob = Files.createDirectory(root.resolve("bob"));
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start a process of another user");
        Files.setAttribute(bob, "unix:uid", BOB);
        assumeTrue(become(List.of("true")).start().waitFor() == 0, "setpriv does not work here");
    }

    @AfterEach
    void delete() {
        if (alice != null) {
            alice.close();
        }
        StoreCopy.delete(top);
    }

    private static ProcessBuilder become(final List<String> command) {
        final List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=" + BOB, "--regid=" + BOB,
            "--groups=" + GROUP, "--no-new-privs"));
        whole.addAll(command);
        return new ProcessBuilder(whole).redirectErrorStream(true);
    }

    /** The other user may not be allowed to read this user's class path. */
    private static String copiedClassPath() throws IOException {
        if (classPath == null) {
            Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
            final List<String> copies = new ArrayList<>();
            for (final String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                final Path from = Path.of(entry);
                final Path to = classes.resolve(String.valueOf(copies.size()));
                if (Files.isRegularFile(from)) {
                    copies.add(Files.copy(from, classes.resolve(to.getFileName() + ".jar")).toString());
                } else if (Files.isDirectory(from)) {
                    copies.add(copiedFolder(from, to).toString());
                }
            }
            classPath = String.join(File.pathSeparator, copies);
        }
        return classPath;
    }

    private static Path copiedFolder(final Path from, final Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private void openAlice(final ServerContext context) throws IOException {
        alice = Server.open(context.name("alice").store(root).cycleSize(TestPair.CYCLE_SIZE).maxMessageLength(4096)
            .listen(new InetSocketAddress("127.0.0.1", 0)));
    }

    private Process startBob(final String... group) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle")).forEach(command::add);
        command.addAll(List.of("-Xshare:auto", "-XX:-UsePerfData", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp", copiedClassPath(), OtherUserReceiver.class.getName(), root.toString(),
            String.valueOf(alice.localAddress().getPort()), String.valueOf(MESSAGES)));
        command.addAll(List.of(group));
        return become(command).directory(root.toFile()).start();
    }

    @Test
    void aReceiverThatMayOnlyReadTakesEverythingBySharedMemory() throws Exception {
        openAlice(new ServerContext().storeGroup(GROUP).transport(Transport.SHM));
        final Connection toBob = alice.connection("bob");

        final String said = exchange(toBob, startBob(GROUP));

        assertEquals("transport=SHM received=" + MESSAGES + " unacked=0 last=NONE writable=[]", said.strip());
        assertEquals(MESSAGES, answered);
        assertEquals(0, toBob.unackedMessages());
        assertEquals(Transport.SHM, toBob.transport());
        assertEquals(List.of(), notOwnedBy(root.resolve("alice"), 0));
        assertEquals(List.of(), notOwnedBy(root.resolve("bob"), BOB));
    }

    @Test
    void withoutAGroupNeitherReadsTheOthersFilesAndMessagesGoOverTcp() throws Exception {
        openAlice(new ServerContext().transport(Transport.AUTO));
        final Connection toBob = alice.connection("bob");
        assertNotEquals(0, become(List.of("ls", root.resolve("alice").toString())).start().waitFor());

        final String said = exchange(toBob, startBob());

        assertEquals("transport=TCP received=" + MESSAGES + " unacked=0 last=NONE", said.strip());
        assertEquals(Transport.TCP, toBob.transport());
    }

    private String exchange(final Connection toBob, final Process bob) throws IOException {
        try {
            exchangeAll(toBob, bob);
        } finally {
            bob.toHandle().destroyForcibly(); // leaves the stream open
        }
        return new String(bob.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void exchangeAll(final Connection toBob, final Process bob) {
        final ByteBuffer payload = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        final long beganNs = SystemClock.INSTANCE.monotonicNs();
        long sent = 0;
        while ((bob.isAlive() || answered < MESSAGES) && SystemClock.INSTANCE.monotonicNs() - beganNs < MOST_NS) {
            alice.doWork();
            alice.group(0).poll((connection, message) -> {
                answered++;
                assertEquals(answered, message.payload().readLong(0));
                return Action.CONSUMED;
            }, 100);
            if (sent < MESSAGES && sent - answered < 1000
                && toBob.offer(1, payload.putLong(0, sent + 1).array(), 0, LENGTH) > 0) {
                sent++;
            }
            if (!bob.isAlive() && answered < MESSAGES) {
                return;
            }
        }
    }

    private static List<Path> notOwnedBy(final Path folder, final int uid) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            final List<Path> others = new ArrayList<>();
            for (final Path file : (Iterable<Path>) files::iterator) {
                if ((int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) != uid) {
                    others.add(file);
                }
            }
            return others;
        }
    }
}

package io.holdfast.bridge.queueserver.access;

import io.holdfast.bridge.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A file of rules that changes while a server is up. */
class AccessFileTest {
    private static final long LOOK_NS = 500_000_000;

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private Path path;

    @BeforeEach
    void writeRules() throws IOException {
        path = folder.resolve("rules");
        write("feed produce a\n");
    }

    private void write(final String text) throws IOException {
        Files.writeString(path, text);
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private AccessFile open() {
        return AccessFile.open(path, clock);
    }

    private int look(final AccessFile file) {
        clock.advance(LOOK_NS);
        return file.doWork();
    }

    private static boolean mayFeedProduce(final AccessFile file, final String queue) {
        return AccessRulesTest.contains(file.rules().rightsOf("feed").produce(), queue);
    }

    private String refused() {
        return assertThrows(IllegalArgumentException.class, this::open).getMessage();
    }

    @Test
    void aChangeCountsOnceItWasFoundTwice() throws IOException {
        final AccessFile file = open();

        write("feed produce b\n");

        assertEquals(0, file.doWork(), "it is not time to look");
        assertEquals(0, look(file));
        assertTrue(mayFeedProduce(file, "a"));
        assertEquals(1, look(file));
        assertFalse(mayFeedProduce(file, "a"));
        assertTrue(mayFeedProduce(file, "b"));
        assertEquals(0, look(file));
    }

    @Test
    void aFileThatIsBeingWrittenIsNotTakenByHalves() throws IOException {
        final AccessFile file = open();

        write("");
        look(file);
        write("feed pro");
        look(file);
        write("feed produce a, b\n");
        look(file);

        assertTrue(mayFeedProduce(file, "a"));
        assertFalse(mayFeedProduce(file, "b"));
        assertEquals(1, look(file));
        assertTrue(mayFeedProduce(file, "b"));
    }

    @Test
    void aBadFileAndOneThatVanishesLeaveTheRulesAsTheyAre() throws IOException {
        final AccessFile file = open();
        final AccessRules before = file.rules();

        write("feed produces a\n");
        assertEquals(1, look(file) + look(file) + look(file), "told once");
        Files.delete(path);
        assertEquals(1, look(file) + look(file) + look(file), "told once");

        assertSame(before, file.rules());
        write("feed produce c\n");
        assertEquals(1, look(file) + look(file));
        assertTrue(mayFeedProduce(file, "c"));
    }

    @Test
    void aFileThatIsReplacedIsRead() throws IOException {
        final AccessFile file = open();
        final Path next = folder.resolve("next");
        Files.writeString(next, "feed produce z\n");
        if (Files.getFileStore(next).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        }

        Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);

        assertEquals(1, look(file) + look(file));
        assertTrue(mayFeedProduce(file, "z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rw--w----"})
    void aFileThatOthersMayWriteIsRefusedAndNotTakenLater(final String permissions) throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no POSIX permissions here");
        final AccessFile file = open();
        final AccessRules before = file.rules();

        Files.writeString(path, "feed produce b\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

        assertEquals(1, look(file) + look(file));
        assertSame(before, file.rules());
        assertTrue(refused().endsWith("chmod go-w " + path), refused());
    }

    @Test
    void whatIsNoFileOfRulesIsRefusedWithItsPath() throws IOException {
        write("feed produces a\n");
        assertTrue(refused().contains(path + " cannot be used as access rules: line 1: 'produces'"), refused());
        write("# x\n".repeat(1 << 20));
        assertTrue(refused().contains("it has more than 1048576 bytes"), refused());
        Files.write(path, new byte[] {'a', ' ', (byte) 0xFF});
        assertTrue(refused().contains("it is not UTF-8"), refused());
        Files.delete(path);
        assertTrue(refused().contains(path + " cannot be read: "), refused());
        Files.createDirectory(path);
        assertTrue(refused().contains("it is not a regular file"), refused());
    }
}

package io.holdfast.store.shm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Two peers "a" and "b" of different stores, each of which proves to the other where its folder is. */
class HostProofTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;
    private Path top;
    private Path peerOwner;
    private Path peerFile;
    private HostProof own;
    private HostProof peer;

    @BeforeEach
    void write() throws IOException {
        top = folder.toRealPath();
        peerOwner = Files.createDirectories(top.resolve("rootB/b"));
        peerFile = peerOwner.resolve(".login-a");
        own = HostProof.write(Files.createDirectories(top.resolve("rootA/a")), "b");
        peer = HostProof.write(peerOwner, "a");
    }

    @AfterEach
    void close() throws IOException {
        own.close();
    }

    private String check(final Path connection) {
        return own.check(connection.toString(), "b", "a", peer.secret());
    }

    private void assertRefused(final String expected, final Path connection) {
        final String why = check(connection);
        assertNotNull(why, () -> connection + " passed");
        assertTrue(why.contains(expected), why);
    }

    @Test
    void holdsBothWaysAndNeedsNoConnectionFolder() {
        assertNull(check(peer.connection()));
        assertNull(peer.check(own.connection().toString(), "a", "b", own.secret()));
        assertEquals(peerOwner.resolve("a"), peer.connection());
        assertFalse(Files.exists(peer.connection()));
    }

    @Test
    void isGoneWhenClosed() throws IOException {
        assertArrayEquals(peer.secret(), Files.readAllBytes(peerFile));

        peer.close();

        assertFalse(Files.exists(peerFile));
        assertRefused("cannot be read", peer.connection());
        peer.close();
    }

    @Test
    void replacesWhatADeadProcessLeft() throws IOException {
        Files.write(peerFile, new byte[100]);

        try (HostProof next = HostProof.write(peerOwner, "a")) {
            assertEquals(32, Files.size(peerFile));
            assertNull(own.check(next.connection().toString(), "b", "a", next.secret()));
            assertRefused("does not hold", peer.connection());
        }
    }

    @Test
    void refusesASecretThatIsNotInTheFile() {
        final byte[] other = peer.secret().clone();
        other[0] ^= 1;

        assertNotNull(own.check(peer.connection().toString(), "b", "a", other));
        assertNotNull(own.check(peer.connection().toString(), "b", "a", new byte[0]));
        assertNotNull(own.check(peer.connection().toString(), "b", "a", new byte[32]));
    }

    @Test
    void refusesAPathThatIsNotThatOfTheConnectionAsItIs() {
        assertRefused("not that of its connection", top.relativize(peer.connection()));
        assertRefused("not that of its connection", Path.of(peerOwner + "/../b/a"));
        assertRefused("not that of its connection", Path.of(peerOwner + "/./a"));
        assertRefused("not that of its connection", peerOwner.resolve("c"));
        assertRefused("not that of its connection", peerOwner);
        assertRefused("not that of its connection", own.connection());
        assertRefused("not that of its connection", Path.of("/"));
        assertRefused("not that of its connection", Path.of(""));
        assertRefused("cannot be read", top.resolve("nowhere/b/a"));
        assertRefused("cannot be read", Path.of("/b/a"));
        assertNotNull(own.check("/\0/b/a", "b", "a", peer.secret()));
        assertRefused("cannot be read", Path.of("/" + "x".repeat(300) + "/b/a"));
    }

    @Test
    void refusesAPathThroughASymbolicLink() throws IOException {
        final Path link = Files.createSymbolicLink(top.resolve("link"), top.resolve("rootB"));
        assertRefused("symbolic link", link.resolve("b/a"));

        final Path other = Files.createDirectories(top.resolve("rootC"));
        Files.createSymbolicLink(other.resolve("b"), peerOwner);
        assertRefused("symbolic link", other.resolve("b/a"));
    }

    @Test
    void refusesAFileThatIsNotARegularOne() throws IOException {
        final Path elsewhere = Files.write(top.resolve("elsewhere"), peer.secret());
        Files.delete(peerFile);
        assertRefused("cannot be read", peer.connection());

        Files.createSymbolicLink(peerFile, elsewhere);
        assertRefused("does not hold", peer.connection());
        Files.delete(peerFile);

        Files.createDirectory(peerFile);
        assertRefused("does not hold", peer.connection());
    }

    @Test
    void doesNotWaitForAFifo() throws Exception {
        Files.delete(peerFile);
        assumeTrue(new ProcessBuilder("mkfifo", peerFile.toString()).start().waitFor() == 0,
            "mkfifo does not work here");

        assertRefused("does not hold", peer.connection());
    }

    @Test
    void refusesAFileOfAnotherLength() throws IOException {
        Files.write(peerFile, new byte[31]);
        assertRefused("does not hold", peer.connection());

        Files.write(peerFile, new byte[1 << 20]);
        assertRefused("does not hold", peer.connection());
    }

    @Test
    void refusesAFolderThatEverybodyMayWriteTo() throws IOException {
        Files.setPosixFilePermissions(peerOwner, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertRefused("everybody may write", peer.connection());

        Files.setPosixFilePermissions(peerOwner, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertNull(check(peer.connection()));
    }

    @Test
    void refusesAnotherUsersFolderUnlessItIsInTheSameStore() throws IOException {
        giveAway(peerOwner);
        assertRefused("neither in the same store nor of the same user", peer.connection());

        final Path inOurRoot = Files.createDirectories(top.resolve("rootA/b"));
        try (HostProof sameRoot = HostProof.write(inOurRoot, "a")) {
            giveAway(inOurRoot);
            assertNull(own.check(sameRoot.connection().toString(), "b", "a", sameRoot.secret()));
        }
    }

    private static void giveAway(final Path path) {
        boolean isGiven;
        try {
            Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
            isGiven = true;
        } catch (final IOException e) {
            isGiven = false;
        }
        assumeTrue(isGiven, "only root may give a folder to another user");
    }

    @Test
    void tellsNothingOfItsSecretWhenPrinted() {
        assertFalse(peer.toString().contains(HexFormat.of().formatHex(peer.secret())));
    }
}

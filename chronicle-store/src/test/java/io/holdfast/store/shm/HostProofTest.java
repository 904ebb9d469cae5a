package io.holdfast.store.shm;

import io.holdfast.store.PeerFolder;
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
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
        own = HostProof.write(Files.createDirectories(top.resolve("rootA/a")), "b", List.of(top.resolve("rootB"),
            top.resolve("rootC"), top.resolve("nowhere"), Path.of("/")));
        peer = HostProof.write(peerOwner, "a", List.of(top.resolve("rootA")));
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

        try (HostProof next = HostProof.write(peerOwner, "a", List.of())) {
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

    /** What a process leaves that dies as it makes the file, or has not written to it yet. */
    @Test
    void refusesASecretThatIsNoneThoughThereIsNoneInTheFile() throws IOException {
        for (final int length : new int[] {0, 31, 100}) {
            Files.delete(peerFile);
            Files.write(peerFile, new byte[length]);

            assertNotNull(own.check(peer.connection().toString(), "b", "a", new byte[0]), "length=" + length);
            assertNotNull(own.check(peer.connection().toString(), "b", "a", new byte[length]), "length=" + length);
        }
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
        assertRefused("cannot be read", Path.of("/b/a"));
        assertNotNull(own.check("/\0/b/a", "b", "a", peer.secret()));
    }

    @Test
    void refusesAPathThroughASymbolicLink() throws IOException {
        final Path link = Files.createSymbolicLink(top.resolve("link"), top.resolve("rootB"));
        assertRefused("none that a shares memory with", link.resolve("b/a"));

        final Path other = Files.createDirectories(top.resolve("rootC"));
        Files.createSymbolicLink(other.resolve("b"), peerOwner);
        assertRefused("cannot be read", other.resolve("b/a"));
    }

    @Test
    void refusesAStoreThatWasNotNamedAndLooksAtNothingInIt() throws IOException {
        final Path other = Files.createDirectories(top.resolve("rootD/b"));
        try (HostProof elsewhere = HostProof.write(other, "a", List.of())) {
            for (final Path claimed : List.of(elsewhere.connection(), top.resolve("nowhere/b/a"),
                top.resolve("rootB/inner/b/a"), top.resolve("b/a"), Path.of("/" + "x".repeat(300) + "/b/a"))) {
                assertEquals("the peer's store is none that a shares memory with: only its own, and those that"
                    + " its sharedMemoryRoots (--shm-root) name",
                    own.check(claimed.toString(), "b", "a", elsewhere.secret()));
            }
        }
        assertNull(own.peerFolder());
    }

    @Test
    void whereNoRootIsNamedAnyOfTheSameUserWillDo() throws IOException {
        try (HostProof open = HostProof.write(own.connection().getParent(), "b", null)) {
            final String claimed = peer.connection().toString();
            assertNull(open.check(claimed, "b", "a", peer.secret()));
            assertTrue(open.check(top.resolve("nowhere/b/a").toString(), "b", "a", peer.secret())
                .contains("neither its own nor one of the same user"));

            giveAway(peerOwner);
            giveAway(peerFile);
            assertTrue(open.check(claimed, "b", "a", peer.secret()).contains("nor one of the same user"));
            Files.setAttribute(peerOwner, "unix:uid", Files.getAttribute(own.connection().getParent(), "unix:uid"));
            giveAway(top.resolve("rootB"));
            assertTrue(open.check(claimed, "b", "a", peer.secret()).contains("nor one of the same user"));
        }
    }

    @Test
    void aRootMayBeNamedThroughALink() throws IOException {
        Files.createSymbolicLink(top.resolve("named"), top.resolve("rootB"));
        try (HostProof named = HostProof.write(own.connection().getParent(), "b", List.of(top.resolve("named")))) {
            assertNull(named.check(peer.connection().toString(), "b", "a", peer.secret()));
        }
    }

    @Test
    void refusesAStoreInWhichEverybodyMayReplaceFolders() throws IOException {
        Files.setAttribute(top.resolve("rootB"), "unix:mode", 0777);
        assertRefused("everybody may replace", peer.connection());

        Files.setAttribute(top.resolve("rootB"), "unix:mode", 01777);
        assertNull(check(peer.connection()));
    }

    @Test
    void theFileIsForThoseWhoMayLookIntoTheFolder() throws IOException {
        for (final String[] modes : new String[][] {{"rwx------", "r--------"}, {"rwxr-x---", "r--r-----"},
            {"rwxr-xr-x", "r--r--r--"}, {"rwx--x--x", "r--------"}}) {
            Files.setPosixFilePermissions(peerOwner, PosixFilePermissions.fromString(modes[0]));
            try (HostProof next = HostProof.write(peerOwner, "a", List.of())) {
                assertEquals(modes[1], PosixFilePermissions.toString(Files.getPosixFilePermissions(peerFile)));
                assertNull(own.check(next.connection().toString(), "b", "a", next.secret()));
            }
        }
    }

    @Test
    void writesOverNothingThatSomebodyPlanted() throws IOException {
        final Path precious = Files.writeString(top.resolve("precious"), "mine");
        Files.delete(peerFile);
        Files.createSymbolicLink(peerFile, precious);

        HostProof.write(peerOwner, "a", List.of()).close();

        assertEquals("mine", Files.readString(precious));
    }

    @Test
    void refusesASecretThatAnotherUserPutThere() throws IOException {
        giveAway(peerFile);

        assertRefused("does not hold", peer.connection());
    }

    @Test
    void whatIsProvenIsTheFolderThatWasLookedAt() throws IOException {
        assertNull(check(peer.connection()));
        final PeerFolder proven = own.peerFolder();
        Files.move(peerOwner, top.resolve("rootB/moved"));
        Files.createDirectories(peerOwner);
        Files.copy(top.resolve("rootB/moved/.login-a"), peerFile);

        assertTrue(assertThrows(IOException.class, () -> proven.readBeside(".login-a", 32)).getMessage()
            .startsWith("the peer's folder is another than before"));
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
    void stillHoldsIfTheFolderIsAnotherUsers() throws IOException {
        giveAway(peerFile);
        giveAway(peerOwner);

        assertNull(check(peer.connection()));
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

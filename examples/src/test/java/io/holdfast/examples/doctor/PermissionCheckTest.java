package io.holdfast.examples.doctor;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class PermissionCheckTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path root;
    private Path peer;
    private Path file;

    @BeforeEach
    void makePeer() throws IOException {
        peer = Files.createDirectory(root.resolve("A"));
        file = Files.createFile(Files.createDirectories(peer.resolve("B/send")).resolve("20241004-0000V.cq4"));
        mode(peer, "rwx------");
        mode(root, "rwxr-xr-x");
    }

    private static void mode(final Path path, final String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private String told() {
        return FakeSystem.told(new PermissionCheck(peer, "me").look(), "permissions");
    }

    @Test
    void aFolderOfOneUserAloneIsWell() {
        assertTrue(told().startsWith("ok: " + peer + " belongs to "), told());
    }

    @Test
    void aFolderThatAGroupMayReadIsWellAndOneThatEverybodyMayReadIsTold() throws IOException {
        mode(peer, "rwxr-x---");
        assertTrue(told().startsWith("ok: ") && told().contains("; the group "), told());

        mode(peer, "rwxr-xr-x");
        assertEquals("warn: everybody may read the messages in " + peer + " | chmod o-rwx " + peer, told());
    }

    @Test
    void aFolderWithinThatOthersMayWriteIsTold() throws IOException {
        mode(peer.resolve("B/send"), "rwxrwxrwx");

        assertTrue(told().startsWith("fail: 1 folders in " + peer + " are writable by everybody (" + peer
            + "/B/send)"), told());
        assertTrue(told().endsWith(" | chmod -R o-w " + peer), told());
    }

    @Test
    void aRootOfSomebodyElseIsTold() throws IOException {
        try {
            Files.setAttribute(root, "unix:uid", NOBODY);
        } catch (final IOException notRoot) {
            assumeTrue(false, "this user may not give folders away");
        }

        assertTrue(told().startsWith("fail: " + root + " belongs to "), told());
        assertTrue(told().contains(" | chown "), told());
    }

    @Test
    void aFolderAboveInWhichOthersMayReplaceTheStoreIsTold() throws IOException {
        mode(root, "rwxrwxrwx");

        assertEquals("warn: everybody may replace what is in " + root + ", and so the store | chmod +t " + root,
            FakeSystem.told(new SharedRootCheck(peer).look(), "permissions"));
    }

    @Test
    void aFolderThatOthersMayWriteIsToldWithTheCommandThatEndsIt() throws IOException {
        mode(peer, "rwxrwxr-x");
        assertTrue(told().startsWith("warn: "), told());
        assertTrue(told().endsWith(" | chmod g-w " + peer), told());

        mode(peer, "rwxrwxrwx");
        assertTrue(told().startsWith("fail: "), told());
        assertTrue(told().endsWith(" | chmod go-w " + peer), told());
    }

    @Test
    void aFileThatItsOwnerMayNotWriteIsTold() throws IOException {
        mode(file, "r--r--r--");

        assertTrue(told().startsWith("fail: 1 files in " + peer + " may not be read and written by their own owner ("
            + file + ") | chmod -R u+rwX " + peer), told());
    }

    @Test
    void filesOfAnotherUserThanTheFoldersAreTold() throws IOException {
        try {
            Files.setAttribute(file, "unix:uid", NOBODY);
        } catch (final IOException notRoot) {
            assumeTrue(false, "this user may not give files away");
        }

        final String told = told();

        assertTrue(told.startsWith("fail: 1 files in " + peer + ", which belongs to "), told);
        assertTrue(told.contains(" | chown -R "), told);
        Files.move(peer.resolve("B"), peer.resolve(".quarantine-B-1"));
        assertTrue(told().startsWith("ok: "), "what was set aside does not matter");
    }

    @Test
    void aSymbolicLinkIsNotTrustedByPeers() throws IOException {
        final Path link = Files.createSymbolicLink(root.resolve("Link"), peer);

        final List<Diagnosis> found = new PermissionCheck(link, "me").look();

        assertEquals(1, found.size());
        assertTrue(FakeSystem.told(found, "permissions").startsWith("warn: " + link + " is a symbolic link"));
    }

    @Test
    void aFolderThatIsGoneIsUnknown() {
        assertTrue(FakeSystem.told(new PermissionCheck(root.resolve("gone"), "me").look(), "permissions")
            .startsWith("unknown: "));
    }

    @Test
    void aRootInWhichOthersMayReplaceFoldersIsTold() throws IOException, InterruptedException {
        assertTrue(FakeSystem.told(new SharedRootCheck(root).look(), "permissions").startsWith("ok: "));

        mode(root, "rwxrwxr-x");
        assertTrue(FakeSystem.told(new SharedRootCheck(root).look(), "permissions").startsWith("warn: "));
        mode(root, "rwxrwxrwx");
        assertTrue(FakeSystem.told(new SharedRootCheck(root).look(), "permissions")
            .startsWith("fail: " + root + " has mode 777: everybody may"));
        new ProcessBuilder("chmod", "+t", root.toString()).start().waitFor();
        assertTrue(FakeSystem.told(new SharedRootCheck(root).look(), "permissions").startsWith("ok: "));
    }
}

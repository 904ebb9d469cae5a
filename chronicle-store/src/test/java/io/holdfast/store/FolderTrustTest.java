package io.holdfast.store;

import io.holdfast.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A store is opened only where nobody but its owner can replace what is in it. */
class FolderTrustTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;
    private Path root;
    private Path own;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "the file system has no modes");
        root = folder.toRealPath().resolve("the store");
        own = root.resolve("A");
    }

    private void fill() {
        try (StoreRoot store = StoreRoot.open(root, "A", new StoreContext())) {
            store.connection("B").close();
        }
    }

    private static void mode(final Path path, final int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private static String modeOf(final Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** {@return the command that the text tells} */
    private String assertRefused(final Path where) throws IOException {
        final List<Path> before = all();
        final String text = assertThrows(StoreException.class, this::fill).getMessage();
        assertTrue(text.contains("[path=" + where + "]"), text);
        assertEquals(before, all(), "something was left");
        final String offline = assertThrows(StoreException.class,
            () -> OfflineConnection.open(root, "A", "B", new StoreContext())).getMessage();
        assertEquals(text, offline);
        return text.replaceFirst(".*(?:fix: |this one: )", "").replaceFirst("(, and| if|, or| \\[).*", "");
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.sorted().toList();
        }
    }

    private void assertMendedBy(final String command) throws Exception {
        assertEquals(0, new ProcessBuilder("sh", "-c", command).start().waitFor(), command);
        fill();
        OfflineConnection.open(root, "A", "B", new StoreContext()).close();
    }

    @Test
    void makesFoldersThatNobodyElseCanEnter() throws IOException {
        root = root.resolve("far/below");
        own = root.resolve("A");

        fill();

        for (final Path made : List.of(folder.toRealPath().resolve("the store"), root.getParent(), root, own,
            own.resolve("B"), own.resolve("B/send"))) {
            assertEquals("rwx------", modeOf(made), made::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "A/B", "A/B/send"})
    void isRefusedWhereEverybodyMayWriteWithTheCommandThatMendsIt(final String which) throws Exception {
        fill();
        final Path open = root.resolve(which);
        mode(open, 0777);

        final String fix = assertRefused(open);

        assertEquals("chmod o-w '" + open + "'", fix);
        assertMendedBy(fix);
        assertEquals("rwxrwxr-x", modeOf(open));
    }

    @Test
    void aRootThatUsersShareIsSticky() throws IOException {
        Files.createDirectory(root);
        mode(root, 01777);

        fill();

        assertEquals("rwx------", modeOf(own));
    }

    @Test
    void aPeersFolderIsNotSharedEvenIfItIsSticky() throws IOException {
        fill();
        mode(own, 01777);

        assertRefused(own);
    }

    @Test
    void opensWhatOthersMayOnlyRead() throws IOException {
        fill();
        mode(root, 0755);
        mode(own, 0755);
        mode(own.resolve("B"), 0755);

        fill();

        assertEquals("rwxr-xr-x", modeOf(own), "left to its owner to change");
        mode(own, 0775);
        fill();
    }

    @Test
    void isRefusedInSomebodyElsesFolder() throws Exception {
        fill();
        giveAway(own);

        final String fix = assertRefused(own);

        assertTrue(fix.startsWith("chown -hR "), fix);
        assertMendedBy(fix);
    }

    @Test
    void isRefusedThroughSomebodyElsesLink() throws IOException {
        fill();
        final Path aside = Files.move(own, root.resolve("aside"));
        Files.createSymbolicLink(own, aside);
        fill();

        giveAway(own);

        assertTrue(assertRefused(own).startsWith("chown -hR "));
    }

    @Test
    void isRefusedInAStoreOfWhichSomebodyElseIsTheOwner() throws Exception {
        fill();
        giveAway(root);

        final String fix = assertRefused(root);

        assertMendedBy(fix);
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
    void whatSomebodyPlantedInThePlaceOfAFileToMakeIsNotWrittenTo() throws IOException {
        fill();
        final Path precious = Files.writeString(folder.resolve("precious"), "mine");
        final Path linked = Files.writeString(folder.resolve("linked"), "too");
        Files.createSymbolicLink(own.resolve("owner.new"), precious);
        Files.createLink(own.resolve("B/session.new"), linked);

        try (StoreRoot store = StoreRoot.open(root, "A", new StoreContext())) {
            store.connection("B").session().transport("TCP");
        }

        assertEquals("mine", Files.readString(precious));
        assertEquals("too", Files.readString(linked));
        assertFalse(Files.exists(own.resolve("owner.new"), LinkOption.NOFOLLOW_LINKS));
    }
}

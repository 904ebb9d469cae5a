package io.holdfast.store;

import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import io.holdfast.store.tool.StoreRepair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A store on a file system that is mounted read-only can be looked at, and not be changed. */
class ReadOnlyStoreTest {
    @TempDir
    private Path folder;
    private Path store;
    private Path view;
    private boolean isMounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        store = Files.createDirectory(folder.resolve("store"));
        view = Files.createDirectory(folder.resolve("view"));
        isMounted = run("mount", "--bind", store.toString(), view.toString()) == 0;
        assumeTrue(isMounted, "needs the right to mount");
        assertEquals(0, run("mount", "-o", "remount,bind,ro", view.toString()));
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            assertEquals(0, run("umount", view.toString()));
        }
    }

    private static int run(final String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start().waitFor();
    }

    private StoreRepair tool() {
        return new StoreRepair(view, "Client", Connections.context());
    }

    @Test
    void isVerifiedWithoutTheLock() throws IOException, InterruptedException {
        try (StoreRoot root = Connections.root(store)) {
            assertTrue(Connections.offer(root.connection("Server").sendQueue(), 100) > 0);
        }

        final VerifyReport report = tool().verify("Server", VerifyListener.NONE);

        assertEquals(List.of(), report.findings());
        assertEquals(1, report.intact());
        assertFalse(assertThrows(StoreException.class, () -> tool().repair("Server"))
            instanceof StoreLockedException);
    }

    @Test
    void isVerifiedWhileItsOwnerRuns() throws IOException, InterruptedException {
        try (StoreRoot root = Connections.root(store)) {
            assertTrue(Connections.offer(root.connection("Server").sendQueue(), 100) > 0);

            final VerifyReport report = tool().verify("Server", VerifyListener.NONE);

            assertEquals(List.of(), report.findings());
            assertTrue(report.isOwned());
        }
    }
}

package io.holdfast;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

class StoreExceptionTest {
    private static final Path PATH = Path.of("store", "A", "B", "ack");

    @Test
    void namesPathAndCause() {
        final IOException cause = new IOException("no space");

        final StoreException error = new StoreException(PATH, "cannot write; free some space", cause);

        assertEquals("cannot write; free some space [path=" + PATH + " cause=no space]", error.getMessage());
        assertSame(PATH, error.path());
        assertSame(cause, error.getCause());
    }

    @Test
    void aBrokenRecordNamesItsIndexInHex() {
        final CorruptStoreException error = new CorruptStoreException(PATH, 0x4EA200000012L, "checksum differs");

        assertEquals("checksum differs [index=4ea200000012] [path=" + PATH + "]", error.getMessage());
        assertEquals(0x4EA200000012L, error.index());
    }

    @Test
    void aBrokenFileNamesNoIndex() {
        assertEquals("bad magic [path=" + PATH + "]",
            new CorruptStoreException(PATH, 0, "bad magic").getMessage());
    }

    @Test
    void aLockedStoreSaysWhoHasItAndWhatToDo() {
        assertEquals("the store is in use by pid 42; stop that process or use another store folder [path=" + PATH + "]",
            new StoreLockedException(PATH, "pid 42").getMessage());
    }
}

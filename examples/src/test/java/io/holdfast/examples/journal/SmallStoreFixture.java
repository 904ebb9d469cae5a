package io.holdfast.examples.journal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** A test of a command that reads, beside the owner, who has the store open. */
abstract class SmallStoreFixture {
    @TempDir
    Path folder;
    SmallStore store;

    @BeforeEach
    void open() {
        store = new SmallStore(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        store.close();
    }
}

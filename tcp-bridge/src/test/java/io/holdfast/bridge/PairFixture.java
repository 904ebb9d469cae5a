package io.holdfast.bridge;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Gives each test a {@link TestPair} of its own, of which nothing is open yet. */
abstract class PairFixture {
    @TempDir
    Path folder;

    TestPair pair;

    @BeforeEach
    final void makePair() {
        pair = new TestPair(folder);
    }

    @AfterEach
    final void closePair() {
        pair.close();
    }

    final void connect() {
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
    }
}

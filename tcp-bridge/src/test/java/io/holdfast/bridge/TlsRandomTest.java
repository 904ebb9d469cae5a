package io.holdfast.bridge;

import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Random runs as those of {@link RandomRunTest} and {@link ParkingRandomTest}, over TLS: one seed for 200 of
 * {@code -Dholdfast.seeds=N}, or {@code -Dholdfast.seed=N} alone.
 */
class TlsRandomTest {
    private static final int SEEDS_TO_ONE = 200;

    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;
    private static TestCertificates.Issued ofClient;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofClient = authority.client("C");
    }

    @Test
    void everySeedDeliversEverythingOnceInOrderAndUnchanged() {
        for (long seed = first(); seed <= last(); seed++) {
            final Path store = folder.resolve("run" + seed);
            try (RandomRun run = new RandomRun(store, seed).over(ofServer(), ofClient())) {
                try {
                    run.run();
                } catch (final RuntimeException | AssertionError e) {
                    throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + e + "\n  "
                        + run.lastSteps(), e);
                }
            }
            StoreCopy.delete(store);
        }
    }

    @Test
    void noWakeUpIsLostWhateverTheOrder() {
        for (long seed = first(); seed <= last(); seed++) {
            final Path store = folder.resolve("parking" + seed);
            try (ParkingRun run = new ParkingRun(store, seed, ofServer(), ofClient())) {
                run.run();
            } catch (final RuntimeException | AssertionError e) {
                throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + e, e);
            }
            StoreCopy.delete(store);
        }
    }

    private static TlsContext ofServer() {
        return authority.options(ofServer).clientAuth(ClientAuth.NEEDED);
    }

    private static TlsContext ofClient() {
        return authority.options(ofClient);
    }

    private static long first() {
        return Long.getLong("holdfast.seed", 1);
    }

    private static long last() {
        return Long.getLong("holdfast.seed", Math.max(1, Long.getLong("holdfast.seeds", 2000) / SEEDS_TO_ONE));
    }
}

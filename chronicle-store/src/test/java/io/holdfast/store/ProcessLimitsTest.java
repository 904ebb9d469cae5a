package io.holdfast.store;

import io.holdfast.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ProcessLimitsTest {
    private static final int DESCRIPTORS = 100;
    private static final String SURVIVORS = "survivors ";

    @TempDir
    Path folder;

    @Test
    void tellsBothShortagesWithTheNumbersToSet() {
        final ProcessLimits limits = new ProcessLimits(1024, 4000);

        final List<String> shortages = limits.shortages(2000, false);

        assertEquals(2, shortages.size());
        assertTrue(shortages.get(0).contains("limit of this process is 1024; set it with ulimit -n 16384"),
            shortages::toString);
        assertTrue(shortages.get(1).contains("limit of a process is 4000; set it with sysctl -w"
            + " vm.max_map_count=16384"), shortages::toString);
        assertEquals(List.of(), new ProcessLimits(20_000, 65_530).shortages(2000, true));
    }

    @Test
    void knowsWhichErrorsComeOfALimit() {
        final ProcessLimits limits = new ProcessLimits(1024, 65_530);

        final String descriptors = limits.advice(new IllegalStateException(new IOException("/x (Too many open files)")),
            200);
        final String maps = limits.advice(new IOException(new OutOfMemoryError("Map failed")), 20_000);

        assertTrue(descriptors.contains("limit of 1024 open files; set it with ulimit -n 4096"), descriptors);
        assertTrue(maps.contains("vm.max_map_count is 65530, set it with sysctl -w vm.max_map_count=524288"), maps);
        assertEquals("", limits.advice(new IOException("No space left on device"), 1));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsWhatTheSystemSays() throws Exception {
        final String maps = Files.readAllLines(Path.of("/proc/sys/vm/max_map_count")).get(0);

        final String advice = ProcessLimits.ofThisProcess().advice(new IOException("Map failed"), 1);

        assertTrue(advice.contains("vm.max_map_count is " + maps + ","), advice);
    }

    @Test
    void aStoreThatCannotBeOpenedForLackOfDescriptorsSaysWhatToDoAndIsLetGoOf() {
        final FaultyDisk disk = new FaultyDisk();
        disk.fail(FaultyDisk.Operation.CREATE, FaultyDisk.NO_DESCRIPTOR);
        final StoreContext options = Connections.context().disk(disk);

        final StoreException refused = assertThrows(StoreException.class,
            () -> StoreRoot.open(folder, "Client", options));

        assertTrue(refused.getMessage().contains("set it with ulimit -n "), refused::getMessage);
        disk.rule = FaultyDisk.WELL;
        StoreRoot.open(folder, "Client", options).close();
    }

    /** In a process with few descriptors: what is open works on, what cannot be opened says why. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aConnectionTooManyIsRefusedWithTheNumberToSetAndTheOthersLiveOn() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell to set a limit");
        final String flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("--")).collect(Collectors.joining(" "));
        final String command = "ulimit -n " + DESCRIPTORS + " && exec " + System.getProperty("java.home")
            + "/bin/java " + flags + " -cp " + System.getProperty("java.class.path") + " '" + Child.class.getName()
            + "' " + folder;

        final Process child = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
        final String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, child.waitFor(), output);
        assertTrue(output.contains("limit of " + DESCRIPTORS + " open files; set it with ulimit -n "), output);
        final String survivors = output.substring(output.indexOf(SURVIVORS) + SURVIVORS.length()).lines().findFirst()
            .orElse("");
        assertTrue(Integer.parseInt(survivors) > 10, output);
    }

    /** Opens connections until it cannot, then uses those it has. */
    static final class Child {
        private Child() {
        }

        public static void main(final String[] arguments) {
            final java.util.List<ConnectionStore> stores = new java.util.ArrayList<>();
            try (StoreRoot root = StoreRoot.open(Path.of(arguments[0]), "S",
                new StoreContext().cycleSize(256 << 10).maxMessageLength(4096))) {
                fill(root, stores);
                int survivors = 0;
                for (final ConnectionStore store : stores) {
                    final byte[] payload = new byte[8];
                    if (store.sendQueue().offer(1, 0, payload, LogFixture.BYTE_BASE, payload.length) > 0) {
                        survivors++;
                    }
                    store.sendQueue().doWork();
                }
                System.out.println(SURVIVORS + survivors);
            }
        }

        private static void fill(final StoreRoot root, final List<ConnectionStore> stores) {
            try {
                while (stores.size() < DESCRIPTORS) {
                    stores.add(root.connection("C" + stores.size()));
                }
            } catch (final StoreException expected) {
                System.out.println(expected.getMessage());
            }
        }
    }
}

package io.holdfast.store;

import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OwnerLockTest {
    private static final UUID BOOT_ID = new UUID(1, 2);
    private static final String OWN_PID = "pid=" + ProcessHandle.current().pid() + " ";

    @TempDir
    Path folder;

    private OwnerLock first;

    @AfterEach
    void letGo() throws IOException {
        if (first != null) {
            first.close();
        }
    }

    @Test
    void refusesASecondOwnerInThisProcessAndNamesIt() throws IOException {
        first = OwnerLock.take(folder, BOOT_ID, Disk.REAL);

        final StoreLockedException refused =
            assertThrows(StoreLockedException.class, () -> OwnerLock.take(folder, BOOT_ID, Disk.REAL));

        assertTrue(refused.getMessage().contains(OWN_PID), refused.getMessage());
        assertTrue(refused.getMessage().contains("this process"), refused.getMessage());
    }

    @Test
    void doesNotNameAProcessThatHasEndedThoughItsPidIsInUseAgain() throws IOException {
        first = OwnerLock.take(folder, BOOT_ID, Disk.REAL);
        final Path owner = folder.resolve("owner");
        final Map<String, String> values = new LinkedHashMap<>(TextRecord.decode(owner, Files.readAllBytes(owner)));
        values.put("pid", Long.toString(ProcessHandle.current().parent().orElseThrow().pid()));
        values.put("started", "2001-01-01T00:00:00Z");
        Files.write(owner, TextRecord.encode(values));

        final StoreLockedException refused =
            assertThrows(StoreLockedException.class, () -> OwnerLock.take(folder, BOOT_ID, Disk.REAL));

        assertTrue(refused.getMessage().contains("has ended"), refused.getMessage());
    }

    @Test
    void saysSoWhenPermissionIsMissing() {
        final Disk forbidding = (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
                throw new AccessDeniedException(folder.toString());
            });

        final StoreException refused =
            assertThrows(StoreException.class, () -> OwnerLock.take(folder, BOOT_ID, forbidding));

        assertTrue(refused.getMessage().contains("permission"), refused.getMessage());
    }

    @Test
    void refusesASecondOwnerUnderAnotherNameOfTheSameFolder() throws IOException {
        final Path real = Files.createDirectory(folder.resolve("real"));
        final Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        first = OwnerLock.take(real, BOOT_ID, Disk.REAL);

        assertThrows(StoreLockedException.class, () -> OwnerLock.take(link, BOOT_ID, Disk.REAL));
    }

    @Test
    void canBeTakenAgainAfterClosing() throws IOException {
        OwnerLock.take(folder, BOOT_ID, Disk.REAL).close();

        final OwnerLock second = OwnerLock.take(folder, BOOT_ID, Disk.REAL);

        assertEquals(List.of("owner", "owner.lock"), Folders.names(folder));
        second.close();
        second.close();
        assertEquals(List.of("owner.lock"), Folders.names(folder));
    }

    @Test
    void keepsOtherProcessesOutAlsoAfterASecondOwnerWasRefusedHere() throws Exception {
        first = OwnerLock.take(folder, BOOT_ID, Disk.REAL);
        assertThrows(StoreLockedException.class, () -> OwnerLock.take(folder, BOOT_ID, Disk.REAL));

        final Process child = start();

        final String answer = line(child);
        assertTrue(answer.contains(OWN_PID), answer);
        assertEquals(1, child.waitFor());
    }

    @Test
    void refusesWhileAnotherProcessOwnsAndIsNotStoppedByWhatAKilledOneLeft() throws Exception {
        final Process child = start();
        assertEquals("owner", line(child));

        final StoreLockedException refused =
            assertThrows(StoreLockedException.class, () -> OwnerLock.take(folder, BOOT_ID, Disk.REAL));
        child.destroyForcibly().waitFor();

        assertTrue(refused.getMessage().contains("pid=" + child.pid() + " "), refused.getMessage());
        assertTrue(Files.readString(folder.resolve("owner")).contains("pid=" + child.pid() + "\n"));
        OwnerLock.take(folder, BOOT_ID, Disk.REAL).close();
    }

    @Test
    void namesNobodyWhenTheOwnerFileIsUnreadable() throws IOException {
        first = OwnerLock.take(folder, BOOT_ID, Disk.REAL);
        Files.writeString(folder.resolve("owner"), "pid=1\n");

        final StoreLockedException refused =
            assertThrows(StoreLockedException.class, () -> OwnerLock.take(folder, BOOT_ID, Disk.REAL));

        assertTrue(refused.getMessage().contains("has not told its pid"), refused.getMessage());
    }

    private Process start() throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(JvmFlags.REQUIRED.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(),
            folder.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String line(final Process child) throws IOException {
        try (BufferedReader reader = child.inputReader()) {
            return reader.readLine();
        }
    }

    /** Owns a folder until it is killed. */
    static final class Child {
        private Child() {
        }

        public static void main(final String[] args) throws IOException {
            try {
                OwnerLock.take(Path.of(args[0]), BOOT_ID, Disk.REAL);
            } catch (final StoreLockedException e) {
                System.out.println(e.getMessage());
                System.exit(1);
            }
            System.out.println("owner");
            System.in.read();
        }
    }
}

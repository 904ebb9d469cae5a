package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who owns a folder, as others find it out without the lock. */
class OwnerTest {
    private static final ProcessHandle SELF = ProcessHandle.current();

    @TempDir
    private Path folder;

    private Owner owner(final String key, final String value) throws IOException {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("pid", Long.toString(SELF.pid()));
        values.put("started", Owner.started(SELF));
        values.put("host", Owner.hostName());
        values.put("bootId", BootId.ofMachine().toString());
        if (key != null) {
            assertTrue(values.containsKey(key));
            values.put(key, value);
        }
        Files.write(folder.resolve("owner"), TextRecord.encode(values));
        return Owner.of(folder);
    }

    @Test
    void aRunningOwnerIsAlive() throws IOException {
        final Owner owner = owner(null, null);

        assertTrue(owner.isAlive());
        assertEquals(SELF.pid(), owner.pid());
        assertEquals(SELF.info().startInstant().orElseThrow(), owner.started());
        assertEquals(Owner.hostName(), owner.host());
        assertEquals("", owner.detail());
    }

    @Test
    void anOwnerOfAnotherProcessIsAliveUntilItIsKilled() throws Exception {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(JvmFlags.REQUIRED.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(),
            folder.toString()));
        final Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = child.inputReader()) {
            assertEquals("owner", out.readLine());

            final Owner alive = Owner.of(folder);
            child.destroyForcibly().waitFor();
            final Owner ended = Owner.of(folder);

            assertTrue(alive.isAlive());
            assertEquals(child.pid(), alive.pid());
            assertEquals(Owner.Liveness.ENDED, ended.liveness());
            assertEquals(child.pid(), ended.pid());
            assertEquals("", ended.detail());
        }
    }

    @Test
    void nobodyOwnsAFolderThatWasLetGoOf() throws IOException {
        OwnerLock.take(folder, new UUID(1, 1), Disk.REAL).close();

        assertEquals(Owner.Liveness.NONE, Owner.of(folder).liveness());
        assertNull(Owner.of(folder).host());
        assertEquals(Owner.Liveness.NONE, Owner.of(folder.resolve("none")).liveness());
    }

    @Test
    void anotherProcessThatHasThePidNowIsNotTheOwner() throws IOException {
        final Owner owner = owner("started", "2001-01-01T00:00:00Z");

        assertEquals(Owner.Liveness.ENDED, owner.liveness());
        assertTrue(owner.detail().contains("another process has its pid"), owner.detail());
    }

    @Test
    void theLockIsSeenWhenTheClockWasSetSinceTheOwnerWasStarted() throws IOException {
        try (OwnerLock lock = OwnerLock.take(folder, new UUID(1, 1), Disk.REAL)) {
            final Owner owner = owner("started", "2001-01-01T00:00:00Z");

            assertEquals(Files.isReadable(Path.of("/proc/locks")), owner.isAlive(), lock::toString);
        }
    }

    @Test
    void aStartThatIsOffByTheRoundingOfTheKernelIsTheSame() throws IOException {
        assertTrue(owner("started", SELF.info().startInstant().orElseThrow().plusMillis(1010).toString()).isAlive());
    }

    @Test
    void anOwnerOnAnotherHostIsNotTakenForOneThatEnded() throws IOException {
        final Owner owner = owner("host", "elsewhere");

        assertEquals(Owner.Liveness.ELSEWHERE, owner.liveness());
        assertEquals("elsewhere", owner.host());
        assertTrue(owner.detail().contains("container"), owner.detail());
    }

    @Test
    void anOwnerOfAnotherBootHasEnded() throws IOException {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("pid", "999999999");
        values.put("host", Owner.hostName());
        values.put("bootId", new UUID(7, 7).toString());
        Files.write(folder.resolve("owner"), TextRecord.encode(values));

        final Owner owner = Owner.of(folder);

        assertEquals(Owner.Liveness.ENDED, owner.liveness());
        assertTrue(owner.detail().contains("started anew"), owner.detail());
    }

    @Test
    void aFileThatSaysNothingIsUnreadable() throws IOException {
        Files.writeString(folder.resolve("owner"), "pid=1\n");

        assertEquals(Owner.Liveness.UNREADABLE, Owner.of(folder).liveness());
    }

    /** Owns a folder until it is killed. */
    static final class Child {
        private Child() {
        }

        public static void main(final String[] args) throws IOException {
            OwnerLock.take(Path.of(args[0]), BootId.ofMachine(), Disk.REAL);
            System.out.println("owner");
            System.in.read();
        }
    }
}

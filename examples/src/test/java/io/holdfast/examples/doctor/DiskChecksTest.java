package io.holdfast.examples.doctor;

import io.holdfast.SystemClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static io.holdfast.examples.doctor.FakeSystem.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The file system, its room, and what is tried with it. */
class DiskChecksTest {
    private static final Path STORE = Path.of("/data/my 50%d store/x");

    @TempDir
    private Path root;

    private List<Diagnosis> on(final String type, final String options, final String superOptions) {
        final FakeSystem system = new FakeSystem(root).file("proc/self/mountinfo",
            "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
                + "30 22 254:1 / /data rw - xfs /dev/vdb rw\n"
                + "31 30 0:9 / /data/my\\04050%d\\040store " + options + " shared:7 master:3 - " + type
                + " from\\040here " + superOptions + "\n"
                + "32 22 0:9 / /data/my rw - nfs4 other:/ rw\n"
                + "nonsense\n");
        return new FileSystemCheck(STORE, system.files()).look();
    }

    @ParameterizedTest
    @CsvSource({"ext4, ok", "xfs, ok", "nfs4, fail", "nfs, fail", "cifs, fail", "fuse.sshfs, fail", "9p, fail",
        "overlay, warn", "tmpfs, warn", "fuse.something, unknown", "newfs, unknown"})
    void theNearestMountTellsTheKindOfFileSystem(final String type, final String status) {
        final String told = told(on(type, "rw,relatime", "rw"), "file-system");

        assertTrue(told.startsWith(status + ": " + type + " of from here at /data/my 50%d store"), told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rw,relatime|rw|ok: relatime,rw",
        "rw,noatime|rw,data=ordered|ok: ",
        "ro,relatime|rw|fail: relatime,ro: read-only",
        "rw|ro|fail: ro,rw: read-only",
        "rw|rw,nobarrier|warn: nobarrier,rw: a force does not reach the device",
        "rw,sync|rw|warn: rw,sync: every write waits",
        "rw,strictatime|rw|warn: rw,strictatime: every read writes",
    })
    void optionsThatHurtAreTold(final String options, final String superOptions, final String expected) {
        final String told = told(on("ext4", options, superOptions), "mount-options");

        assertTrue(told.startsWith(expected), told);
        assertEquals(!expected.startsWith("ok"), told.contains(" | mount -o remount,") && told.contains(
            "'/data/my 50%d store'"), told);
    }

    @ParameterizedTest
    @CsvSource({"10, fail", "31, fail", "32, warn", "767, warn", "768, ok"})
    void freeSpaceIsComparedWithWhatOneConnectionMayTake(final long mebibytes, final String status) {
        final SpaceCheck check = new SpaceCheck(root, folder -> new long[] {mebibytes << 20, 1L << 40},
            new FakeSystem(root).programs());

        assertTrue(told(check.look(), "disk-space").startsWith(status + ": " + mebibytes
            + ".0 MiB of 1.0 TiB are free"));
    }

    @ParameterizedTest
    @CsvSource({"/dev/vda 16777216 16777117 99 100% /, fail", "/dev/vda 16777216 9 9999 3% /, warn",
        "/dev/vda 16777216 9 10000 3% /, ok", "none 0 0 0 - /, unknown", "none - - - - /, unknown"})
    void inodesAreTakenFromDf(final String line, final String status) {
        final SystemPrograms df = new FakeSystem(root)
            .program("df", "Filesystem Inodes IUsed IFree IUse% Mounted on\n" + line + "\n").programs();

        assertTrue(told(new SpaceCheck(root, df).look(), "inodes").startsWith(status + ": "));
    }

    @Test
    void spaceThatCannotBeReadIsUnknown() {
        final SpaceCheck check = new SpaceCheck(root, folder -> {
            throw new IOException("stale handle");
        }, new FakeSystem(root).programs());

        assertTrue(told(check.look(), "disk-space").startsWith("unknown: "));
        assertTrue(told(check.look(), "inodes").startsWith("unknown: "));
    }

    @Test
    void theProbeMapsLocksAndForcesAndLeavesNothing() throws IOException {
        final List<Diagnosis> found = new DiskProbe(root, SystemClock.INSTANCE).look();

        assertEquals(List.of("mapping", "locking", "force"), found.stream().map(Diagnosis::check).toList());
        assertTrue(told(found, "mapping").startsWith("ok: "), found::toString);
        assertTrue(told(found, "locking").startsWith("ok: "), found::toString);
        assertTrue(told(found, "force").contains(": one takes "), found::toString);
        try (Stream<Path> files = Files.list(root)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aFolderThatIsNotThereIsNotTried() {
        assertTrue(told(new DiskProbe(root.resolve("none"), SystemClock.INSTANCE).look(), "force")
            .startsWith("unknown: not tried"));
    }
}

package io.holdfast.examples.doctor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import static io.holdfast.examples.doctor.FakeSystem.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The JVM, the limits, the cores and the memory, as a system tells of them. */
class ProcessChecksTest {
    private static final String LIMITS = """
        Limit                     Soft Limit           Hard Limit           Units
        Max file size             %s            unlimited            bytes
        Max open files            %s                 524288               files
        Max address space         %s            unlimited            bytes
        Max nice priority         0                    0
        """;

    @TempDir
    private Path root;

    private List<Diagnosis> limits(final String fileSize, final String openFiles, final String space,
                                   final int connections) {
        final FakeSystem system = new FakeSystem(root)
            .file("proc/77/limits", String.format(LIMITS, fileSize, openFiles, space))
            .file("proc/sys/vm/max_map_count", "65530\n");
        return new LimitsCheck(system.files(), "process 77", "77", connections).look();
    }

    @ParameterizedTest
    @CsvSource({"1, ok", "115, ok", "116, warn", "184, warn", "185, fail"})
    void openFilesAreComparedWithWhatTheConnectionsNeedOverEachTransport(final int connections, final String status) {
        final String told = told(limits("unlimited", "1024", "unlimited", connections), "open-files");

        assertTrue(told.startsWith(status + ": process 77 may open 1024 files; " + connections), told);
    }

    @Test
    void theFixOfALimitNamesTheNumberToSet() {
        final List<Diagnosis> found = limits("unlimited", "1024", "unlimited", 20_000);

        assertTrue(told(found, "open-files").endsWith(" | ulimit -n 262144 in the shell that starts it (beyond the hard"
            + " limit, 524288, as root), or LimitNOFILE=262144 in the [Service] section of its systemd unit"),
            found::toString);
        assertTrue(told(found, "mappings").startsWith("fail: vm.max_map_count is 65530; 20000 connections need up to"
            + " 81000, over shared memory 141000 | sysctl -w vm.max_map_count=262144 ("), found::toString);
    }

    @Test
    void noLimitIsTooHigh() {
        assertTrue(told(limits("unlimited", "unlimited", "unlimited", 1_000_000), "open-files").startsWith("ok: "));
        assertEquals(2, limits("unlimited", "1024", "unlimited", 1).size(), "what is not limited needs no line");
    }

    @Test
    void limitsOfSizesAreWarnedOf() {
        final List<Diagnosis> found = limits("1048576", "1024", "8589934592", 1);

        assertTrue(told(found, "file-size").contains("limited to 1048576 bytes"), found::toString);
        assertTrue(told(found, "file-size").contains(" | ulimit -f unlimited in the shell that starts it, or"
            + " LimitFSIZE=infinity"), found::toString);
        assertTrue(told(found, "address-space").contains(" | ulimit -v unlimited"), found::toString);
    }

    @Test
    void whatASystemDoesNotTellIsUnknown() {
        final SystemFiles nothing = new SystemFiles(root.resolve("none"));

        final List<Diagnosis> found = new ArrayList<>(new LimitsCheck(nothing, "it", "self", 1).look());
        found.addAll(new MemoryCheck(nothing).look());
        found.addAll(new CpuCheck(nothing, 2).look());
        found.addAll(new FileSystemCheck(root, nothing).look());

        assertEquals(List.of("open-files", "mappings", "transparent-huge-pages", "swap", "cpu-governor", "file-system"),
            found.stream().filter(one -> one.status() == Diagnosis.Status.UNKNOWN).map(Diagnosis::check).toList());
        assertTrue(found.stream().noneMatch(one -> one.status().compareTo(Diagnosis.Status.UNKNOWN) > 0),
            found::toString);
    }

    @ParameterizedTest
    @CsvSource({"17, false, ok", "25, false, ok", "26, false, unknown", "16, false, fail", "17, true, ok"})
    void theJdkIsToldByItsVersion(final int feature, final boolean isClosed, final String status) {
        final List<Diagnosis> found = java(feature, isClosed ? List.of("sun.nio.ch") : List.of(), "Linux", "64").look();

        assertTrue(told(found, "jdk").startsWith(status + ": 1.2.3 of Somebody in /jdk"), found::toString);
        assertTrue(told(found, "jvm-flags").startsWith(isClosed ? "fail: this JVM keeps sun.nio.ch closed" : "ok: "),
            found::toString);
        assertTrue(told(found, "jvm-flags").contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
            + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"), found::toString);
        assertEquals(feature >= 24, told(found, "jvm-flags").contains("--sun-misc-unsafe-memory-access=allow"));
    }

    @ParameterizedTest
    @CsvSource({"Linux, 64, ok", "Linux, 32, fail", "Mac OS X, 64, warn", "Windows 11, 64, fail"})
    void thePlatformIsJudged(final String system, final String bits, final String status) {
        assertTrue(told(java(17, List.of(), system, bits).look(), "platform").startsWith(status + ": "));
    }

    private static JavaCheck java(final int feature, final List<String> closed, final String system,
                                  final String bits) {
        final Properties properties = new Properties();
        properties.putAll(Map.of("java.runtime.version", "1.2.3", "java.vendor", "Somebody", "java.home",
            "/jdk", "os.name", system, "os.version", "9", "os.arch", "amd64", "sun.arch.data.model", bits));
        return new JavaCheck(feature, properties, closed, ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void aQuotaAndASlowGovernorAreWarnedOf() {
        final FakeSystem system = new FakeSystem(root).file("sys/fs/cgroup/cpu.max", "50000 100000\n")
            .file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n")
            .file("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n")
            .file("sys/devices/system/cpu/cpufreq/other", "x\n");

        final List<Diagnosis> found = new CpuCheck(system.files(), 1).look();

        assertTrue(told(found, "cpus").startsWith("warn: one for this process"), found::toString);
        assertTrue(told(found, "cpu-quota").contains("may run for 50000 us out of 100000 us"), found::toString);
        assertTrue(told(found, "cpu-governor").startsWith("warn: performance, powersave"), found::toString);
    }

    @Test
    void aGroupWithoutAQuotaAndFastCoresAreWell() {
        final FakeSystem system = new FakeSystem(root).file("sys/fs/cgroup/cpu.max", "max 100000\n")
            .file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n")
            .file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");

        assertTrue(new CpuCheck(system.files(), 4).look().stream()
            .allMatch(one -> one.status() == Diagnosis.Status.OK));
    }

    @ParameterizedTest
    @CsvSource({"[always] madvise never, warn", "always [madvise] never, ok", "always madvise [never], ok"})
    void hugePagesThatAreMadeUnaskedAreWarnedOf(final String setting, final String status) {
        final FakeSystem system = new FakeSystem(root).file("sys/kernel/mm/transparent_hugepage/enabled", setting);

        assertTrue(told(new MemoryCheck(system.files()).look(), "transparent-huge-pages").startsWith(status + ": "));
    }

    @ParameterizedTest
    @CsvSource({"'', 60, ok", "/dev/sda2 partition 8 0 -2, 60, warn", "/dev/sda2 partition 8 0 -2, 1, ok"})
    void swapIsWarnedOfWhereTheSystemLikesToUseIt(final String device, final String swappiness, final String status) {
        final FakeSystem system = new FakeSystem(root).file("proc/sys/vm/swappiness", swappiness + "\n")
            .file("proc/swaps", "Filename  Type  Size  Used  Priority\n" + device + "\n");

        final String told = told(new MemoryCheck(system.files()).look(), "swap");

        assertTrue(told.startsWith(status + ": "), told);
        assertEquals(status.equals("warn"), told.contains("sysctl -w vm.swappiness=1"), told);
    }
}

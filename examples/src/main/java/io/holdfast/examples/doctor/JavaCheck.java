package io.holdfast.examples.doctor;

import io.holdfast.store.JvmFlags;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The JDK, what it opens to Chronicle, and the machine it runs on. */
final class JavaCheck implements Check {
    private static final int FIRST = 17;
    private static final int LAST_TESTED = 25;
    private static final int FIRST_WITH_UNSAFE_WARNINGS = 24;
    private static final String EXPORT = "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    private final int feature;
    private final Map<Object, Object> properties;
    private final List<String> closedPackages;
    private final ByteOrder order;

    JavaCheck(final int feature, final Properties properties, final List<String> closedPackages,
              final ByteOrder order) {
        this.feature = feature;
        this.properties = properties;
        this.closedPackages = closedPackages;
        this.order = order;
    }

    /** {@return the check of this process} */
    static JavaCheck ofThisProcess() {
        return new JavaCheck(Runtime.version().feature(), System.getProperties(), JvmFlags.closedPackages(),
            ByteOrder.nativeOrder());
    }

    @Override
    public List<Diagnosis> look() {
        return List.of(version(), flags(), platform());
    }

    private Diagnosis version() {
        final String seen = property("java.runtime.version") + " of " + property("java.vendor") + " in "
            + property("java.home");
        if (feature < FIRST) {
            return Diagnosis.fail("jdk", seen, "install a JDK from " + FIRST + " on");
        }
        return feature > LAST_TESTED ? Diagnosis.unknown("jdk", seen + "; tested are " + FIRST + " to " + LAST_TESTED)
            : Diagnosis.ok("jdk", seen);
    }

    /** Always tells the flags of a program that embeds Holdfast: this jar brings its own. */
    private Diagnosis flags() {
        final String all = JvmFlags.REQUIRED + " " + EXPORT
            + (feature >= FIRST_WITH_UNSAFE_WARNINGS ? " " + UNSAFE : "");
        return closedPackages.isEmpty()
            ? Diagnosis.ok("jvm-flags", "this JVM opens what the store needs; a program that embeds Holdfast is to be"
                + " started with: " + all)
            : Diagnosis.fail("jvm-flags", "this JVM keeps " + String.join(" and ", closedPackages)
                + " closed, so no store can be opened", "java " + all + " …");
    }

    private Diagnosis platform() {
        final String system = property("os.name");
        final String bits = property("sun.arch.data.model");
        final String seen = system + " " + property("os.version") + " on " + property("os.arch");
        if (order != ByteOrder.LITTLE_ENDIAN || bits.equals("32")) {
            return Diagnosis.fail("platform", seen + " is not a 64-bit little-endian machine with a 64-bit JVM",
                "run it on x86_64 or aarch64 with a 64-bit JDK");
        }
        if (system.startsWith("Mac")) {
            return Diagnosis.warn("platform", seen + " has no boot id: messages of one host travel over TCP",
                "run it on Linux if shared memory is wanted");
        }
        return system.equals("Linux") ? Diagnosis.ok("platform", seen)
            : Diagnosis.fail("platform", seen + " is not supported", "run it on Linux or macOS");
    }

    private String property(final String name) {
        return String.valueOf(properties.get(name));
    }
}

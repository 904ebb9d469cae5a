package io.holdfast.architecture;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** The finished {@code holdfast.jar}. */
class HoldfastJarIT {
    private static final Path JAR = Path.of(System.getProperty("holdfast.jar"));
    private static final Pattern UNWANTED_ENTRY = Pattern.compile(
        "net/openhft/(chronicle/analytics|compiler)/.*|com/(sun/jna|kenai/jffi)/.*|jnr/.*|jni/.*|org/objectweb/asm/.*"
            + "|org/apache/commons/cli/.*|org/(jetbrains|intellij)/.*|org/(junit|mockito)/.*|com/tngtech/.*"
            + "|META-INF/[^/]*\\.(SF|DSA|RSA)|(META-INF/versions/[0-9]+/)?module-info\\.class");

    @Test
    void holdsNothingUnwanted() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            final List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertEquals(List.of(), names.stream().filter(UNWANTED_ENTRY.asMatchPredicate()).toList());
        }
    }

    @Test
    void holdsWhatItNeedsAndItsLicense() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (final String name : List.of("io/holdfast/Connection.class", "io/holdfast/bridge/Client.class",
                "net/openhft/chronicle/queue/ChronicleQueue.class", "picocli/CommandLine.class", "META-INF/LICENSE",
                "META-INF/services/org.slf4j.spi.SLF4JServiceProvider")) {
                assertNotNull(jar.getEntry(name), name);
            }
        }
    }

    @Test
    void opensInItsManifestWhatChronicleAndAeronNeed() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            final Attributes manifest = jar.getManifest().getMainAttributes();

            assertEquals("io.holdfast.examples.Holdfast", manifest.getValue("Main-Class"));
            assertEquals("java.base/sun.nio.ch java.base/java.lang.reflect java.base/jdk.internal.misc",
                manifest.getValue("Add-Opens"));
            assertEquals("java.base/jdk.internal.ref", manifest.getValue("Add-Exports"));
        }
    }
}

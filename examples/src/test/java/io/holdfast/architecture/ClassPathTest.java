package io.holdfast.architecture;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What Chronicle brings along and Holdfast leaves out. The class path of the tests holds all of the programs'. */
class ClassPathTest {
    private static final Pattern UNWANTED_JAR = Pattern.compile(
        "(chronicle-analytics|compiler|jna|jna-platform|jnr-.*|jffi|asm|asm-.*|commons-cli|annotations)-[0-9].*");

    @Test
    void holdsNoneOfTheUnwantedJars() {
        final List<String> jars = classPath().map(path -> Path.of(path).getFileName().toString()).toList();

        assertTrue(jars.stream().anyMatch(jar -> jar.startsWith("chronicle-queue-")), jars.toString());
        assertEquals(List.of(), jars.stream().filter(UNWANTED_JAR.asMatchPredicate()).toList());
    }

    @Test
    void holdsNoneOfTheUnwantedClasses() {
        final String[] unwanted = {"net.openhft.chronicle.analytics.Analytics", "net.openhft.compiler.CompilerUtils",
            "com.sun.jna.Native", "jnr.ffi.LibraryLoader", "com.kenai.jffi.Library", "org.objectweb.asm.ClassWriter",
            "org.apache.commons.cli.Options", "org.jetbrains.annotations.NotNull"};

        for (final String name : unwanted) {
            assertThrows(ClassNotFoundException.class, () -> Class.forName(name), name);
        }
    }

    private static Stream<String> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
    }
}

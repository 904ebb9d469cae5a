package io.holdfast.examples.command;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The command line that runs the main class the way this process was run. */
final class JavaCommand {
    /** By name, as a reference would close a circle of packages. */
    private static final String MAIN_CLASS = "io.holdfast.examples.Holdfast";
    private static final int FIRST_WITH_UNSAFE_WARNINGS = 24;
    private static final List<String> OPENS = List.of(
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");

    private JavaCommand() {
    }

    /** {@return the command up to, not including, the program's name} */
    static List<String> ofThisProcess() {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        final String classPath = System.getProperty("java.class.path");
        if (isExecutableJar(classPath)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(OPENS);
            command.addAll(List.of("-cp", classPath, MAIN_CLASS));
        }
        return command;
    }

    /**
     * Agents stay behind: a debugger or a coverage tool can only be attached to one process at its port or file. So
     * does what is set for their sake, to do without the archive of Java's classes, by which a process starts faster.
     */
    private static List<String> flags() {
        final List<String> flags = new ArrayList<>();
        for (final String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")
                && !flag.startsWith("-Xshare")) {
                flags.add(flag);
            }
        }
        if (Runtime.version().feature() >= FIRST_WITH_UNSAFE_WARNINGS) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    /** Only {@code java -jar} heeds the manifest's {@code Add-Opens}. */
    private static boolean isExecutableJar(final String classPath) {
        if (classPath.contains(File.pathSeparator) || !classPath.endsWith(".jar")) {
            return false;
        }
        try (JarFile jar = new JarFile(classPath)) {
            final Manifest manifest = jar.getManifest();
            return manifest != null
                && MAIN_CLASS.equals(manifest.getMainAttributes().getValue("Main-Class"));
        } catch (final IOException error) {
            throw new CommandFailure("cannot read the jar this program runs from: " + classPath, error);
        }
    }
}

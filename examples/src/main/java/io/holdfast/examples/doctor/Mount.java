package io.holdfast.examples.doctor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file system that a folder is on.
 *
 * @param point   where it is mounted
 * @param type    its kind, such as {@code ext4}
 * @param source  the device, or what stands for it
 * @param options of the mount and of the file system
 */
record Mount(Path point, String type, String source, Set<String> options) {
    private static final int POINT = 4;
    private static final int OPTIONS = 5;
    private static final int OCTAL = 8;
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    /**
     * Finds the mount of a folder.
     *
     * @param folder    its real path
     * @param mountInfo the lines of {@code /proc/self/mountinfo}, as {@code proc_pid_mountinfo(5)} describes them
     * @return the mount; empty if no line fits
     */
    static Optional<Mount> of(final Path folder, final List<String> mountInfo) {
        Mount found = null;
        for (final String line : mountInfo) {
            final Mount mount = parse(line);
            // of several on one point the last one hides the others
            if (mount != null && folder.startsWith(mount.point)
                && (found == null || mount.point.getNameCount() >= found.point.getNameCount())) {
                found = mount;
            }
        }
        return Optional.ofNullable(found);
    }

    private static Mount parse(final String line) {
        final int separator = line.indexOf(" - ");
        final String[] before = line.split(" ");
        if (separator < 0 || before.length <= OPTIONS) {
            return null;
        }
        final String[] after = line.substring(separator + " - ".length()).split(" ", -1);
        final Set<String> options = new TreeSet<>(Arrays.asList(before[OPTIONS].split(",")));
        if (after.length > 2) {
            options.addAll(Arrays.asList(after[2].split(",")));
        }
        if (List.of(before[OPTIONS].split(",")).contains("ro")) {
            options.remove("rw"); // of the file system, which is mounted elsewhere too
        }
        return new Mount(Path.of(unescaped(before[POINT])), after[0], after.length > 1 ? unescaped(after[1]) : "",
            options);
    }

    private static String unescaped(final String text) {
        return ESCAPE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(
            String.valueOf((char) Integer.parseInt(match.group(1), OCTAL))));
    }
}

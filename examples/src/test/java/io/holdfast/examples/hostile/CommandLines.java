package io.holdfast.examples.hostile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How each command over a store is run on any folder whatever. */
public final class CommandLines {
    /** Stands for a folder that does not exist and is not that of the store. */
    private static final String NEW = "<new>";
    /** Lies beside what is made. */
    static final String EMPTY_FILE = "empty";
    /** Stands for that file. */
    private static final String LINES = "<lines>";
    /** Stands for the folder that the file is in. */
    private static final String BESIDE = "<beside>";
    /** Stands for the address of a server. */
    private static final String SERVER = "<server>";

    private static final List<List<String>> READING = List.of(
        List.of("ls"),
        List.of("ls", "-o", "json"),
        List.of("dump", "--name", "A", "--remote", "B"),
        List.of("info"),
        List.of("info", "--name", "A", "--remote", "B", "-o", "json"),
        List.of("top", "--count", "1"),
        List.of("stats", "--name", "A", "--remote", "B"),
        List.of("export", "--name", "A", "--remote", "B"),
        List.of("export", "--name", "A", "--remote", "B", "--archive", NEW),
        List.of("import", "--name", "A", "--remote", "B", "--dry-run", "--file", LINES),
        List.of("replay", "--name", "A", "--remote", "B", "--speed", "max", "--limit", "30", "--temp", BESIDE, "--to",
            SERVER),
        List.of("dump"),
        List.of("dump", "--name", "A", "--remote", "B", "-o", "json"),
        List.of("tail", "--name", "A", "--remote", "B"),
        List.of("get", "--name", "A", "--remote", "B", "+1"),
        List.of("get", "end", "-o", "json"),
        List.of("grep", "--name", "A", "--remote", "B", "x"),
        List.of("verify"),
        List.of("verify", "-o", "json"),
        List.of("ack", "--name", "A", "--remote", "B", "--dry-run", "0x5"),
        List.of("purge", "--dry-run"),
        List.of("purge", "--sessions", "--dry-run"),
        List.of("doctor", "--no-probe"));
    private static final List<List<String>> WRITING = List.of(
        List.of("repair"),
        List.of("reset", "--name", "A", "--remote", "B", "--outgoing", "--yes"),
        List.of("reset", "--name", "A", "--remote", "B", "--incoming", "--yes"),
        List.of("ack", "--name", "A", "--remote", "B", "--yes", "0x5"),
        List.of("import", "--name", "A", "--remote", "B", "--yes", "--file", LINES),
        List.of("import", "--name", "A", "--remote", "B", "--yes", "--archive", LINES),
        List.of("purge", "--yes"),
        List.of("purge", "--sessions", "--yes"));
    /** What makes a store where there is none, and opens all that is in one. */
    private static final List<String> OWNING = List.of("send", "--name", "A", "--remote", "B", "--no-wait",
        "--connect", "127.0.0.1:1");

    private CommandLines() {
    }

    /** {@return those that change nothing} */
    public static List<List<String>> reading() {
        return READING;
    }

    /** {@return those that may change what is theirs} */
    public static List<List<String>> writing() {
        return WRITING;
    }

    /** {@return one that becomes the owner of a store} */
    static List<String> owning() {
        return OWNING;
    }

    /**
     * {@return a command line}
     *
     * @param template one of those above
     * @param store    the folder
     * @param fresh    output that is to be made
     * @param server   where a server listens
     */
    public static String[] of(final List<String> template, final Path store, final Path fresh, final String server) {
        final List<String> line = new ArrayList<>();
        template.forEach(word -> line.add(word.replace(NEW, fresh.toString()).replace(SERVER, server)
            .replace(LINES, fresh.resolveSibling(EMPTY_FILE).toString())
            .replace(BESIDE, fresh.getParent().toString())));
        line.add(1, store.toString());
        line.add(1, "--store");
        return line.toArray(new String[0]);
    }
}

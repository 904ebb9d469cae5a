package io.holdfast.examples.replay;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a replay that is kept was begun with: a text file of lines {@code name=value}, written once, in full or not at
 * all.
 *
 * @param wanted by whom and of which log, and the options as they were typed: what has to be the same to go on
 * @param found  what that meant at the beginning
 */
record KeptPlan(Map<String, String> wanted, Map<String, String> found) {
    private static final String TITLE = "holdfast replay 1";
    private static final String FOUND = "found.";

    /**
     * Reads a plan.
     *
     * @param file that is there
     * @return the plan
     * @throws CommandFailure if it cannot be read or is none
     */
    static KeptPlan read(final Path file) {
        final KeptPlan plan = new KeptPlan(new LinkedHashMap<>(), new LinkedHashMap<>());
        try {
            final var lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
            if (lines.isEmpty() || !lines.get(0).equals(TITLE)) {
                throw new CommandFailure(file + " is not what a replay keeps; name another --keep DIR");
            }
            lines.stream().skip(1).forEach(plan::add);
        } catch (final IOException error) {
            throw new CommandFailure("cannot read " + file + ": " + Reason.of(error), error);
        }
        return plan;
    }

    private void add(final String line) {
        final int equals = Math.max(0, line.indexOf('='));
        final String name = line.substring(0, equals);
        final String value = line.substring(Math.min(line.length(), equals + 1));
        if (name.startsWith(FOUND)) {
            found.put(name.substring(FOUND.length()), value);
        } else {
            wanted.put(name, value);
        }
    }

    /**
     * Writes it.
     *
     * @param file that is not there
     * @throws CommandFailure if that fails
     */
    void write(final Path file) {
        final StringBuilder text = new StringBuilder(TITLE).append('\n');
        wanted.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        found.forEach((name, value) -> text.append(FOUND).append(name).append('=').append(value).append('\n'));
        try (NewFile written = new NewFile(file)) {
            final byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            written.write(bytes, 0, bytes.length);
            written.finish();
        } catch (final IOException error) {
            throw new CommandFailure("cannot write " + file + ": " + Reason.of(error), error);
        }
    }

    /**
     * Fails unless this may go on as asked for now.
     *
     * @param folder of the replay, for the error
     * @param now    what is wanted now
     * @throws CommandFailure if something is different, telling what
     */
    void require(final Path folder, final Map<String, String> now) {
        now.forEach((name, value) -> {
            final String then = wanted.getOrDefault(name, "");
            if (!Objects.equals(then, value)) {
                throw new CommandFailure(folder + " holds another replay: its " + name + " is " + word(then)
                    + ", but now it would be " + word(value) + "; give the same options, or name another --keep DIR");
            }
        });
    }

    private static String word(final String value) {
        return value.isEmpty() ? "not given" : value;
    }
}

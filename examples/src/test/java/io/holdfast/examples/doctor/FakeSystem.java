package io.holdfast.examples.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A system that says what a test wants it to. */
final class FakeSystem {
    private final Path root;
    private final Map<String, String> programs = new HashMap<>();

    FakeSystem(final Path root) {
        this.root = root;
    }

    FakeSystem file(final String path, final String text) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.writeString(root.resolve(path), text);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeSystem program(final String name, final String output) {
        programs.put(name, output);
        return this;
    }

    SystemFiles files() {
        return new SystemFiles(root);
    }

    SystemPrograms programs() {
        return command -> Optional.ofNullable(programs.get(command[0]));
    }

    /** {@return the one diagnosis of a name, as {@code status: seen | fix}} */
    static String told(final List<Diagnosis> diagnoses, final String check) {
        final List<Diagnosis> fitting = diagnoses.stream().filter(one -> one.check().equals(check)).toList();
        if (fitting.size() != 1) {
            throw new AssertionError(check + " was told " + fitting.size() + " times: " + diagnoses);
        }
        return fitting.get(0).status().word() + ": " + fitting.get(0).seen()
            + (fitting.get(0).fix().isEmpty() ? "" : " | " + fitting.get(0).fix());
    }
}

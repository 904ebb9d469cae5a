package io.holdfast.fuzz;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The fuzz targets of a module: each input that is kept, and some seconds of Jazzer's own. */
public abstract class FuzzSuite {
    private final List<FuzzTarget> targets;

    protected FuzzSuite(final Class<?>... targets) {
        this.targets = Arrays.stream(targets).map(FuzzTarget::of).toList();
    }

    @TestFactory
    Stream<DynamicTest> noInputThatIsKeptBreaksAnything() {
        return targets.stream().map(target -> DynamicTest.dynamicTest(target.name(), () -> replay(target)));
    }

    /** Without the log, which tells of each fault that was put there. */
    private static void replay(final FuzzTarget target) {
        final PrintStream log = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            for (final Path input : target.inputs()) {
                try {
                    target.accept(Files.readAllBytes(input));
                } catch (final Throwable e) {
                    throw new AssertionError("broken by " + input, e);
                }
            }
        } finally {
            System.setErr(log);
        }
    }

    @Test
    @Tag("slow")
    void noInputThatJazzerFindsBreaksAnything() {
        final Jazzer jazzer = Jazzer.ofThisPlatform();

        final List<String> findings = jazzer.run(targets);

        assertEquals(List.of(), findings, () -> String.join("\n", findings));
    }
}

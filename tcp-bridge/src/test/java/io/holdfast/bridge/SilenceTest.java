package io.holdfast.bridge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever is done with secrets, and however much is logged, none is written anywhere but to where it belongs. */
class SilenceTest {
    @TempDir
    private Path folder;

    @Test
    void noSecretIsLoggedPrintedOrToldInAnError() throws Exception {
        final String told = told();

        assertTrue(told.contains("told all"), told);
        assertTrue(told.contains(" DEBUG io.holdfast.") && told.contains("NOT_AUTHENTICATED"), told);
        assertEquals(List.of(), shown(told));
    }

    /** It would be found in every form in which it is likely to be shown. */
    @Test
    void aSecretThatIsToldIsFound() {
        final byte[] secret = TalkativeRun.SECRET;

        for (final String shown : List.of(new String(secret, StandardCharsets.US_ASCII), Arrays.toString(secret),
            Base64.getEncoder().encodeToString(secret), HexFormat.of().formatHex(secret),
            HexFormat.ofDelimiter(" ").withUpperCase().formatHex(secret))) {
            assertTrue(!shown("a line\nand " + shown).isEmpty(), shown);
        }
    }

    /** All that the program printed and logged. */
    private String told() throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dchronicle.")).forEach(command::add);
        command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace", "-cp",
            System.getProperty("java.class.path"), TalkativeRun.class.getName(), folder.toString()));
        final Path output = folder.resolve("told");
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
            .start();
        process.waitFor();
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    /** The lines with a part of a secret, in any form. */
    private static List<String> shown(final String told) {
        final byte[] mark = TalkativeRun.MARK.getBytes(StandardCharsets.US_ASCII);
        final List<String> forms = new ArrayList<>();
        forms.add(TalkativeRun.MARK);
        forms.add(Base64.getEncoder().encodeToString(mark));
        forms.add(HexFormat.of().formatHex(mark));
        forms.add(HexFormat.ofDelimiter(" ").formatHex(mark));
        forms.add(HexFormat.ofDelimiter(":").formatHex(mark));
        forms.add(Arrays.toString(mark).substring(1).replace("]", ""));
        return told.lines().filter(line -> forms.stream()
            .anyMatch(form -> line.toLowerCase(Locale.ROOT).contains(form.toLowerCase(Locale.ROOT)))).toList();
    }
}

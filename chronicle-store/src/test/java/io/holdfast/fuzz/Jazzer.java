package io.holdfast.fuzz;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs targets under Jazzer, each in a process of its own, two at a time, {@code holdfast.fuzzSeconds} each. What a run
 * finds is in {@code target/fuzz/<target>/}: inputs that reach new code in {@code found/}, one that broke something in
 * {@code crash-…}, which belongs into the target's corpus once it is mended.
 */
final class Jazzer {
    private static final int SECONDS = Integer.getInteger("holdfast.fuzzSeconds", 10);
    /** Up to here a run is over before the better compiler has paid. */
    private static final int SHORT_RUN_SECONDS = 60;
    private static final int AT_A_TIME = 2;
    private static final int FIRST_WITH_AGENT_WARNINGS = 21;
    private static final int MOST_LINES = 60;

    /** What these look for is not in our code, and looking at each access to memory takes most of the time. */
    private static final String DISABLED_HOOKS = Stream.of("BigDecimal", "ClojureLangHooks",
        "ExpressionLanguageInjection", "FilePathTraversal", "LdapInjection", "NamingContextLookup", "RegexInjection",
        "RegexRoadblocks", "ScriptEngineInjection", "ServerSideRequestForgery", "SqlInjection", "TemplateInjection",
        "UnsafeSanitizer", "XPathInjection", "XmlParserSsrfGuidance")
        .map(name -> "com.code_intelligence.jazzer.sanitizers." + name).collect(Collectors.joining(":"));

    /** The doubles of tests, and code that looks at a file byte by byte. */
    private static final String NOT_FOLLOWED = "io.holdfast.fuzz.**:io.holdfast.store.CycleSurvey";

    private Jazzer() {
    }

    /** Skips the test where Jazzer has no native part. */
    static Jazzer ofThisPlatform() {
        final String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        final String processor = System.getProperty("os.arch");
        assumeTrue(system.startsWith("linux") || system.startsWith("mac"), "Jazzer is run on Linux and macOS only");
        assumeTrue(processor.equals("amd64") || processor.equals("x86_64") || processor.equals("aarch64"),
            "Jazzer has no native part for " + processor);
        return new Jazzer();
    }

    /** {@return for each target that broke, what its process said} */
    List<String> run(final List<FuzzTarget> targets) {
        final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            return targets.stream().map(target -> CompletableFuture.supplyAsync(() -> run(target), threads)).toList()
                .stream().map(CompletableFuture::join).filter(finding -> !finding.isEmpty()).toList();
        } finally {
            threads.shutdown();
        }
    }

    /** {@return what the process said if it found something, else an empty text} */
    private String run(final FuzzTarget target) {
        final Path output = target.output();
        try {
            Files.createDirectories(output.resolve("found"));
            final Path said = output.resolve("said.txt");
            final Process process = new ProcessBuilder(command(target)).redirectErrorStream(true)
                .redirectOutput(said.toFile()).start();
            try {
                final int status = process.waitFor();
                return status == 0 ? "" : target.name() + " ended with status " + status + ":\n" + lastLines(said);
            } finally {
                process.destroyForcibly();
            }
        } catch (final IOException e) {
            throw new AssertionError("Jazzer cannot be run", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static List<String> command(final FuzzTarget target) {
        final Path output = target.output();
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dchronicle.")).forEach(command::add);
        if (Runtime.version().feature() >= FIRST_WITH_AGENT_WARNINGS) {
            command.add("-XX:+EnableDynamicAgentLoading");
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (SECONDS <= SHORT_RUN_SECONDS) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-ea",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-cp",
            System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.type().getName(), "--instrumentation_includes=io.holdfast.**",
            "--instrumentation_excludes=" + NOT_FOLLOWED, "--custom_hook_includes=io.holdfast.**",
            "--disabled_hooks=" + DISABLED_HOOKS, "--trace=cov:cmp",
            "--reproducer_path=" + output, "-artifact_prefix=" + output + File.separator, "-timeout=60",
            "-rss_limit_mb=0", "-max_total_time=" + SECONDS, "-print_final_stats=1",
            output.resolve("found").toString(), target.corpus().toString()));
        return command;
    }

    private static String lastLines(final Path said) throws IOException {
        final List<String> lines = Files.readAllLines(said, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
    }
}

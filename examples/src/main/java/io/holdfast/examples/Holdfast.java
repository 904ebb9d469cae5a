package io.holdfast.examples;

import io.holdfast.examples.bench.BenchCommand;
import io.holdfast.examples.command.ErrorLine;
import io.holdfast.examples.command.LostMemory;
import io.holdfast.examples.command.PathConverter;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.StandardOutput;
import io.holdfast.examples.daily.DailySessionCommand;
import io.holdfast.examples.demo.DemoCommand;
import io.holdfast.examples.echo.EchoClientCommand;
import io.holdfast.examples.echo.EchoServerCommand;
import io.holdfast.examples.journal.DumpCommand;
import io.holdfast.examples.journal.GetCommand;
import io.holdfast.examples.journal.GrepCommand;
import io.holdfast.examples.journal.InfoCommand;
import io.holdfast.examples.journal.LsCommand;
import io.holdfast.examples.journal.StatsCommand;
import io.holdfast.examples.journal.TailCommand;
import io.holdfast.examples.journal.TopCommand;
import io.holdfast.examples.lines.ReceiveCommand;
import io.holdfast.examples.lines.SendCommand;
import io.holdfast.examples.queue.QueueClientCommand;
import io.holdfast.examples.queue.QueueServerCommand;
import io.holdfast.examples.replay.ExportCommand;
import io.holdfast.examples.replay.ImportCommand;
import io.holdfast.examples.replay.ReplayCommand;
import io.holdfast.examples.store.AckCommand;
import io.holdfast.examples.store.DoctorCommand;
import io.holdfast.examples.store.PurgeCommand;
import io.holdfast.examples.store.RepairCommand;
import io.holdfast.examples.store.ResetCommand;
import io.holdfast.examples.store.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** The main class: finds the program that the first argument names and runs it. */
@Command(name = "holdfast", scope = ScopeType.INHERIT, mixinStandardHelpOptions = true,
    versionProvider = Holdfast.Version.class, sortOptions = false, usageHelpAutoWidth = true,
    description = "Durable messaging between named peers.",
    subcommands = {
        DemoCommand.class,
        EchoServerCommand.class,
        EchoClientCommand.class,
        SendCommand.class,
        ReceiveCommand.class,
        DailySessionCommand.class,

        // named queues
        QueueServerCommand.class,
        QueueClientCommand.class,

        // looking at a store
        LsCommand.class,
        InfoCommand.class,
        DumpCommand.class,
        TailCommand.class,
        GetCommand.class,
        GrepCommand.class,
        StatsCommand.class,
        TopCommand.class,

        // sending again, carrying away
        ReplayCommand.class,
        ExportCommand.class,
        ImportCommand.class,

        // mending a store
        VerifyCommand.class,
        RepairCommand.class,
        ResetCommand.class,
        AckCommand.class,
        PurgeCommand.class,
        // about this program and machine
        DoctorCommand.class,
        BenchCommand.class,
        CompletionCommand.class
    })
public final class Holdfast implements Runnable {
    private static final String VERBOSE = "--verbose";

    /** Programs that tell by themselves what a session day has left behind. */
    private static final Set<String> TELL_THEMSELVES = Set.of("send", "echo-client", "daily-session", "replay");

    @Spec
    private CommandSpec spec;

    @Option(names = VERBOSE, scope = ScopeType.INHERIT,
        description = "Log what happens, and print the stack trace of an error.")
    private boolean isVerbose;

    /**
     * Runs a program and ends the process with its exit code.
     *
     * @param args the program's name and its options
     */
    public static void main(final String[] args) {
        configure(args);
        final int exitCode = commandLine().setOut(StandardOutput.ofProcess()).execute(args);
        Shutdown.lastWordSaid();
        System.exit(exitCode);
    }

    /** Sets what has to be set before the first class of Chronicle or of the logger is loaded. */
    private static void configure(final String[] args) {
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
        if (Arrays.asList(args).contains(VERBOSE)) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
        } else if (args.length > 0 && TELL_THEMSELVES.contains(args[0])) {
            System.setProperty("org.slf4j.simpleLogger.log.io.holdfast.bridge.LeftBehind", "error");
        }
    }

    /** {@return all programs, ready to be executed; also for tests, which set other streams} */
    public static CommandLine commandLine() {
        final Holdfast holdfast = new Holdfast();
        return new CommandLine(holdfast)
            .registerConverter(Path.class, new PathConverter())
            .setExpandAtFiles(false) // a pattern may begin with @
            .setExecutionStrategy(new LostMemory())
            .setParameterExceptionHandler((error, args) -> ErrorLine.ofUsage(error))
            .setExecutionExceptionHandler((error, command, result) ->
                ErrorLine.ofFailure(error, command, holdfast.isVerbose));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: "
            + String.join(", ", spec.subcommands().keySet()));
    }

    /** Tells the version that the jar's manifest names. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            final String version = Holdfast.class.getPackage().getImplementationVersion();
            return new String[] {"holdfast " + (version == null ? "(not from a jar)" : version)};
        }
    }
}

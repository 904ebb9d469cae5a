package io.holdfast.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UsageTest {
    private static final String CLIENT = "echo-client --name C --store /nowhere --connect localhost:1 ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "|name a command",
        "no-such-program|no-such-program",
        "bench|name a benchmark",
        "echo-client --name C|--store",
        "echo-client --name ../C --store x --connect localhost:1 --count 1|not a peer name",
        CLIENT + "--count 0|less than 1",
        CLIENT + "--count many|not a whole number",
        CLIENT + "--count 1 --size 15|--size",
        CLIENT + "--count 1 --size 16777217|--size",
        CLIENT + "--count 1 --rate -1|--rate",
        CLIENT + "--count 2000000000000|--count",
        "echo-client --name C --store x --connect localhost --count 1|not HOST:PORT",
        "echo-client --name C --store x --connect localhost:99999 --count 1|port",
        "echo-server --name S --store x --listen localhost:x|no number for a port",
        "echo-server --name S --store x --listen localhost:0 --groups 0|--groups",
        "echo-server --name S --store x --listen localhost:0 --threads 2|--threads",
        "receive --name S --store x --listen localhost:0 --count 0|less than 1",
        "receive --name S --store x --listen localhost:0 --max-pending-logins 0|less than 1",
        "echo-server --name S --store x --listen localhost:0 --max-logins-per-address -1|less than 0",
        "demo --kills 5|--kills",
        "demo --transport udp|none of auto, tcp and shm",
        CLIENT + "--count 1 --transport udp|none of auto, tcp and shm",
        CLIENT + "--count 1 --durability disk|neither page-cache nor sync",
        CLIENT + "--count 1 --daily UTC@17:00|--daily needs --remote",
        CLIENT + "--count 1 --remote S --daily UTC|ZONE@HH:MM",
        "daily-session --days 1001|--days",
        CLIENT + "--count 1 --retain 7|not a length of time",
        CLIENT + "--count 1 --retain-sessions 1y|not a length of time",
        CLIENT + "--count 1 --retain 99999999d|too long, it may be at most 36500d",
        CLIENT + "--count 1 --disk-quota ten|not a size",
        CLIENT + "--count 1 --disk-quota 99999999999g|too large, it may be at most 1048576t",
        CLIENT + "--count 1 --disk-quota 1|--disk-quota must be at least 17m",
        "daily-session --speed 86401|--speed",
        "daily-session --from 2018-13-40|is not a date such as 2018-07-14",
        "daily-session --from 1969-12-31|is not a date from 1970-01-01",
        "demo --coun 5|--coun",
        "dem --count 5|'dem'",
        "doctro|did you mean doctor?",
        "reset --store x|holdfast reset: Missing required argument",
        "import --skip -1 --yes|'-1' is less than 0",
        "tail -n -1|'-1' is less than 0",
        "doctor --connections -1|'-1' is less than 0",
        "ls --store a\u0000b|is no path: Nul character not allowed",
        "queue-server --store x|--listen",
        "queue-server --listen localhost:0|--store",
        "queue-server --store x --listen localhost:0 --name .x|not a peer name",
        "queue-server --store x --listen localhost:0 --max-pending-logins 0|less than 1",
        "queue-server --store x --listen localhost:0 --shards 0|shards must be at least 1",
        "queue-server --store x --listen localhost:0 --max-message 3g|maxMessageLength",
        "queue-server --store x --listen localhost:0 --max-lag 5|not a length of time",
        "queue-client|name what to do",
        "queue-client produce --connect localhost:1|name a queue",
        "queue-client produce q --named --connect localhost:1|name a queue",
        "queue-client consume --connect localhost:1|name queues, or give --all",
        "queue-client consume q --connect localhost:1 --count 0|less than 1",
        "queue-client consume q --connect localhost:1 -o xml|-o",
        "queue-client consume q --connect localhost:1 --from +3|--from takes no ordinal",
        "queue-client consume q --connect localhost:1 --from start --forget|--forget needs --durable",
        "queue-client produce q --connect localhost:1 --resume|--resume needs --durable",
        "ls --store @/no/such/file|@/no/such/file",
        "bench footprint --profile large|'large' is none of small, default",
        "ls --sort size|'size' is none of name, unacked, bytes, lag, disk, last",
        "top --sort size|'size' is none of rate, name, unacked, bytes, lag, disk, last",
        "top --interval 2|'2' is not a length of time such as 500ms, 90s, 15m, 12h or 7d",
        "top --interval 0ms|not a length of time",
    })
    void aWrongCommandLineIsToldInOneLineAndExitsWith2(final String line, final String expected) {
        final Programs programs = new Programs();

        final int exitCode = programs.run(line == null ? new String[0] : line.split(" "));

        assertEquals(2, exitCode, programs.err());
        assertEquals(1, programs.err().lines().count(), programs.err());
        assertTrue(programs.err().startsWith("holdfast"), programs.err());
        assertTrue(programs.err().contains(expected), programs.err());
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNotAFileOfArguments(@TempDir final Path folder) throws IOException {
        final Path file = Files.writeString(folder.resolve("arguments"), "--help");
        final Programs programs = new Programs();

        final int exitCode = programs.run("ls", "--store", "@" + file);

        assertEquals(2, exitCode, programs.out());
        assertTrue(programs.err().contains("@" + file), programs.err());
    }

    @Test
    void aFailureIsToldInOneLineAndExitsWith1(@TempDir final Path folder) throws IOException {
        final Path file = Files.writeString(folder.resolve("file"), "not a folder");
        final Programs programs = new Programs();

        final int exitCode = programs.run("echo-client", "--name", "C", "--store", file.toString(),
            "--connect", "localhost:1", "--count", "1");

        assertEquals(1, exitCode);
        assertEquals(1, programs.err().lines().count(), programs.err());
        assertTrue(programs.err().startsWith("holdfast echo-client: "), programs.err());
    }

    @ParameterizedTest
    @CsvSource({"demo --kills 6 --store /proc", "daily-session --store /proc/here", "bench log --store /proc",
        "receive --name R --store STORE --listen localhost:0 --append /proc/x",
        "receive --name R --store STORE --listen localhost:0 --append /"})
    void aPlaceThatCannotBeWrittenIsToldWithItsReasonAndWithoutNamesOfJava(final String line,
                                                                          @TempDir final Path folder) {
        final Programs programs = new Programs();

        final int exitCode = programs.run(line.replace("STORE", folder.toString()).split(" "));

        assertEquals(1, exitCode, programs.err());
        assertEquals(1, programs.err().lines().count(), programs.err());
        assertTrue(programs.err().contains(" /"), programs.err());
        assertTrue(!programs.err().contains("Exception"), programs.err());
    }

    @Test
    void verboseAddsTheStackTrace(@TempDir final Path folder) throws IOException {
        final Path file = Files.writeString(folder.resolve("file"), "not a folder");
        final Programs programs = new Programs();

        programs.run("echo-client", "--verbose", "--name", "C", "--store", file.toString(),
            "--connect", "localhost:1", "--count", "1");

        assertTrue(programs.err().contains("\tat io.holdfast."), programs.err());
    }

    @Test
    void anAbsentServerEndsTheClientWithTheReasonOnceTimeIsUp(@TempDir final Path folder) {
        final Programs programs = new Programs();

        final int exitCode = programs.run("echo-client", "--name", "C", "--store", folder.toString(),
            "--connect", "127.0.0.1:1", "--count", "1", "--timeout", "1");

        assertEquals(1, exitCode);
        assertTrue(programs.err().contains("CONNECT_FAILED"), programs.err());
    }
}

package io.holdfast.examples.echo;

import io.holdfast.examples.command.JsonLine;
import io.holdfast.examples.echo.EchoProgress.Counter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EchoReportTest {
    private static final EchoReport.Run RUN = new EchoReport.Run(10, 10, 4, 1500, 2500, 900);

    @TempDir
    private Path folder;
    private EchoProgress progress;

    @BeforeEach
    void open() {
        progress = EchoProgress.open(EchoProgress.file(folder, "C", "S"));
        progress.set(Counter.RECEIVED, 10);
    }

    @Test
    void isOneLineWithTheAgreedFields() {
        final EchoReport report = new EchoReport(RUN, progress, "shm");

        assertEquals("{\"count\":10,\"sent\":10,\"received\":10,\"gaps\":0,\"outOfOrder\":0,\"duplicates\":0,"
            + "\"redelivered\":0,\"damaged\":0,\"resumedAt\":4,\"rttP50Ns\":1500,\"rttP99Ns\":2500,"
            + "\"messagesPerSecond\":900,\"transport\":\"shm\"}", JsonLine.json(report.fields()));
    }

    @ParameterizedTest
    @EnumSource
    void isGoodUnlessAnythingIsMissingOutOfOrderDoubledOrChanged(final Counter counter) {
        progress.add(counter, 1);

        final boolean isHarmless = counter == Counter.RECEIVED || counter == Counter.REDELIVERED;
        assertEquals(isHarmless, new EchoReport(RUN, progress, "shm").isGood());
    }
}

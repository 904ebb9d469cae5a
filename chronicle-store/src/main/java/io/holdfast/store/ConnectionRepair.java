package io.holdfast.store;

import io.holdfast.store.Finding.Remedy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at all files of a connection and puts them right. Each file is replaced in one step, after a copy of it is in
 * quarantine, the cycles before the state file that says what should be in them: whenever a repair is killed, the next
 * one goes on. The caller holds the owner lock. One use, one thread.
 */
final class ConnectionRepair {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRepair.class);

    private final LogContext options;
    private final StoreContext context;
    private final Path directory;
    private final ConnectionSurvey survey;
    private final LogSurvey log;

    ConnectionRepair(final LogContext options, final StoreContext context) {
        this.options = options;
        this.context = context;
        directory = options.directory();
        survey = new ConnectionSurvey(options, context.disk(), SurveyTally.offline());
        log = survey.log();
    }

    /** Looks at everything and puts right what can be, unless something needs a decision. */
    RepairReport run() throws IOException {
        final List<Finding> findings = survey.run();
        final int before = log.state().generation();
        if (findings.stream().anyMatch(finding -> finding.remedy() == Remedy.DECISION)
            || findings.stream().allMatch(finding -> finding.remedy() == Remedy.OPENING)) {
            return new RepairReport(List.copyOf(findings), false, null, before, 0);
        }
        final Quarantine quarantine = new Quarantine(directory, context.disk());
        for (final Path foreign : log.foreign()) {
            quarantine.move(foreign);
        }
        repairCycles(quarantine);
        repairAck(quarantine);
        if (survey.isSessionLost()) {
            repairSession(quarantine);
        }
        if (log.isStateLost()) {
            repairState(quarantine);
        }
        findings.forEach(finding -> LOG.warn("repaired: {}", finding));
        return new RepairReport(List.copyOf(findings), true, quarantine.folder(), before, open());
    }

    private void repairCycles(final Quarantine quarantine) throws IOException {
        for (final CycleFile cycle : log.cycles()) {
            if (log.needsRewrite(cycle)) {
                if (Files.exists(cycle.path())) {
                    quarantine.copy(cycle.path());
                }
                new CycleRewrite(options, cycle).run(log.isFinished(cycle));
            }
        }
    }

    private void repairState(final Quarantine quarantine) throws IOException {
        final Path path = directory.resolve(LogState.FILE);
        if (Files.isRegularFile(path)) {
            quarantine.copy(path);
            final byte[] content = log.isStateForeign() ? new byte[LogState.LENGTH] : LogState.withoutIdentity(path);
            DurableFile.replace(context.disk(), path, content, PersistentSteps.NONE);
        } else {
            quarantine.move(path);
        }
    }

    private void repairAck(final Quarantine quarantine) throws IOException {
        final AckSurvey ack = survey.ack();
        if (ack.isHeaderDamaged()) {
            quarantine.copy(ack.path());
            DurableFile.replace(context.disk(), ack.path(), ack.withHeader(), PersistentSteps.NONE);
        } else if (ack.isDamaged()) {
            quarantine.move(ack.path());
        }
    }

    private void repairSession(final Quarantine quarantine) throws IOException {
        if (SessionRecord.exists(directory)) {
            quarantine.copy(directory.resolve(SessionRecord.FILE_NAME));
        }
        final List<CycleFile> cycles = log.cycles();
        final long createdNs = cycles.isEmpty() ? context.clock().epochNs() : cycles.get(0).preamble().epochNs();
        SessionRecord.prepare(directory, options.localName(), options.remoteName(), createdNs, context.disk()).save();
    }

    /** Opens the connection once, as its owner will: what is left to do is done then. */
    private int open() {
        final ConnectionStore store = ConnectionStore.open(
            context.logContext(directory, options.localName(), options.remoteName()), context, closed -> { });
        try {
            return store.sendQueue().log().generation();
        } finally {
            store.close();
        }
    }
}

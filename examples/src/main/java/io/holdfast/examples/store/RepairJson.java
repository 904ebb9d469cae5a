package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.store.RepairReport;

import java.util.List;

/** What {@code repair} has done, for programs. */
final class RepairJson {
    private static final RepairReport NONE = new RepairReport(List.of(), false, null, 0, 0);

    private RepairJson() {
    }

    /** {@return the fields of a connection that was looked at, and repaired if that was needed and possible} */
    static JsonFields of(final ChosenLog log, final RepairReport report) {
        final Outcome outcome = report.isRefused() ? Outcome.REFUSED
            : report.isRepaired() ? Outcome.DONE : Outcome.NOTHING;
        return of(outcome.of(log.fields(), null), report);
    }

    /** {@return the fields of a connection that could not be looked at or written} */
    static JsonFields of(final ChosenLog log, final StoreException error) {
        return of(Outcome.FAILED.of(log.fields(), error.getMessage()), NONE);
    }

    private static JsonFields of(final JsonFields fields, final RepairReport report) {
        return fields.number("lost", report.lostMessages()).generation("generationBefore", report.generationBefore())
            .generation("generationAfter", report.generationAfter()).path("quarantine", report.quarantine())
            .objects("findings", VerifyJson.of(report.findings()));
    }
}

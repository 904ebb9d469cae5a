package io.holdfast.examples.store;

import io.holdfast.StoreException;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.store.Finding;
import io.holdfast.store.VerifyReport;

import java.util.List;
import java.util.Locale;

/** What {@code verify} has found, for programs. */
final class VerifyJson {
    private VerifyJson() {
    }

    /** {@return the fields of a connection that was looked at} */
    static JsonFields of(final ChosenLog log, final VerifyReport report) {
        return log.fields().text("verdict", report.verdict().name().toLowerCase(Locale.ROOT))
            .text("problem", null).flag("ownerAlive", report.isOwned()).hex("incarnation", report.incarnation())
            .hex("lastIndex", report.lastIndex()).number("messages", report.messages())
            .number("checked", report.intact())
            .number("lost", report.findings().stream().mapToLong(Finding::lostMessages).sum())
            .number("cycles", report.cycles()).number("diskBytes", report.bytes())
            .objects("findings", of(report.findings()));
    }

    /** {@return the fields of a connection that could not be looked at} */
    static JsonFields of(final ChosenLog log, final StoreException error) {
        return log.fields().text("verdict", "broken").text("problem", error.getMessage()).flag("ownerAlive", null)
            .hex("incarnation", 0).hex("lastIndex", 0).number("messages", null).number("checked", null)
            .number("lost", null).number("cycles", null).number("diskBytes", null).objects("findings", List.of());
    }

    /** {@return the fields of what is wrong, each time the same} */
    static List<JsonFields> of(final List<Finding> findings) {
        return findings.stream().map(VerifyJson::of).toList();
    }

    private static JsonFields of(final Finding finding) {
        return new JsonFields().text("kind", Lines.kind(finding)).text("path", finding.path().toString())
            .hex("fromIndex", finding.fromIndex()).hex("toIndex", finding.toIndex())
            .number("lost", finding.lostMessages()).text("text", finding.text());
    }
}

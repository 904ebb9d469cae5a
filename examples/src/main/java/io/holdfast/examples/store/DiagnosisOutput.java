package io.holdfast.examples.store;

import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.Text;
import io.holdfast.examples.doctor.Diagnosis;
import io.holdfast.examples.doctor.Diagnosis.Status;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Writes what {@code doctor} finds, as soon as it is found, and counts it. One thread. */
final class DiagnosisOutput implements Consumer<Diagnosis>, AutoCloseable {
    private static final int WARNED = 1;
    private static final int FAILED = 2;
    private static final int WORD_WIDTH = 9;
    private static final int CHECK_WIDTH = 23;

    private final Map<Status, Integer> counts = new EnumMap<>(Status.class);
    private final Ansi ansi = Terminal.ansi();
    private final boolean isJson;
    private final Output out;

    DiagnosisOutput(final OutputOption format) {
        isJson = format.isJson();
        out = format.open();
    }

    @Override
    public void accept(final Diagnosis diagnosis) {
        counts.merge(diagnosis.status(), 1, Integer::sum);
        final String fix = diagnosis.fix().isEmpty() ? null : diagnosis.fix();
        if (isJson) {
            out.json(new JsonFields().text("check", diagnosis.check()).text("status", diagnosis.status().word())
                .text("seen", diagnosis.seen()).text("fix", fix).asMap());
        } else {
            out.line(padded(diagnosis.status()) + diagnosis.check()
                + " ".repeat(Math.max(1, CHECK_WIDTH - diagnosis.check().length()))
                + Text.printable(diagnosis.seen()));
            if (fix != null) {
                out.line(" ".repeat(WORD_WIDTH) + "fix: " + Text.printable(fix));
            }
        }
        out.flush();
    }

    private String padded(final Status status) {
        final Style style = switch (status) {
            case OK -> Style.fg_green;
            case UNKNOWN -> Style.faint;
            case WARN -> Style.fg_yellow;
            case FAIL -> Style.fg_red;
        };
        final String word = status.word() + " ".repeat(Math.max(0, WORD_WIDTH - status.word().length()));
        return ansi.enabled() ? style.on() + word + Style.reset.on() : word;
    }

    /** Sums up, for people. */
    void end() {
        if (!isJson) {
            out.line(count(Status.FAIL) + " failed, " + count(Status.WARN) + " to be warned of, "
                + count(Status.UNKNOWN) + " unknown, " + count(Status.OK) + " ok");
        }
    }

    private int count(final Status status) {
        return counts.getOrDefault(status, 0);
    }

    /** {@return that of what was found so far} */
    int exitCode() {
        return count(Status.FAIL) > 0 ? FAILED : count(Status.WARN) > 0 ? WARNED : 0;
    }

    @Override
    public void close() {
        out.close();
    }
}

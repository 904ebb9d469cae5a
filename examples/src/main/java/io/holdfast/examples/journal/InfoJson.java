package io.holdfast.examples.journal;

import io.holdfast.examples.command.JsonFields;
import io.holdfast.store.AckFacts;
import io.holdfast.store.StateFacts;
import io.holdfast.store.journal.CycleSummary;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** How {@code info} writes a connection for programs. */
final class InfoJson {
    private InfoJson() {
    }

    /** {@return the fields, as COMMANDS.md lists them} */
    static JsonFields fields(final ConnectionInfo info, final long nowNs) {
        final StateFacts state = info.state();
        final AckFacts ack = info.ack();
        final String detail = info.summary().owner().detail();
        return ConnectionText.fields(info.summary(), nowNs)
            .text("ownerDetail", detail.isEmpty() ? null : detail)
            .flag("clean", state == null ? null : state.isClean())
            .flag("heldSync", ack == null ? null : ack.isSync())
            .number("heldAdoption", ack == null ? null : ack.adoption())
            .hex("heldDelivered", ack == null ? 0 : ack.delivered())
            .hex("heldSynced", ack == null ? 0 : ack.synced())
            .objects("heldBefore", info.remembered().stream().map(held -> new JsonFields()
                .hex("incarnation", held.incarnation()).number("generation", held.generation())
                .hex("ack", held.ack())).toList())
            .objects("generations", generations(state))
            .objects("cycleFiles", info.cycles().stream().map(InfoJson::cycle).toList());
    }

    private static List<JsonFields> generations(final StateFacts state) {
        return state == null ? List.of() : state.marked().entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry::getKey))
            .map(mark -> new JsonFields().number("generation", mark.getKey()).hex("after", mark.getValue())).toList();
    }

    private static JsonFields cycle(final CycleSummary cycle) {
        final boolean isRead = cycle.incarnation() != 0;
        return new JsonFields().text("file", cycle.path().getFileName().toString())
            .hex("incarnation", cycle.incarnation()).number("generation", isRead ? cycle.generation() : null)
            .hex("firstIndex", cycle.firstIndex()).hex("lastIndex", cycle.lastIndex())
            .number("firstOrdinal", isRead ? cycle.firstOrdinal() : null)
            .number("messages", isRead ? cycle.messages() : null)
            .number("messageBytes", isRead ? cycle.messageBytes() : null)
            .number("fileBytes", cycle.fileBytes())
            .time("created", cycle.createdNs()).time("firstAppend", cycle.firstAppendNs())
            .time("lastAppend", cycle.lastAppendNs()).text("problem", cycle.hasProblem() ? cycle.problem() : null);
    }
}

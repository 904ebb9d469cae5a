package io.holdfast.examples.queue;

import io.holdfast.examples.journal.ByteOutput;
import picocli.CommandLine.Option;

/** How messages of queues are written. */
final class MessageFormOptions {
    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "text",
        description = "text: the bytes of the message and a line feed. json: one object a line, as "
            + "examples/COMMANDS.md lists its fields. Default: ${DEFAULT-VALUE}.")
    private Form form;

    @Option(names = "--named", description = "As text, write the name of the queue and a tab before each message.")
    private boolean isNamed;

    /** The ways to write. */
    enum Form {
        text, json
    }

    /**
     * {@return what writes messages that way}
     *
     * @param out where to
     */
    MessageWriter writer(final ByteOutput out) {
        return new MessageWriter(out, form == Form.json, isNamed);
    }
}

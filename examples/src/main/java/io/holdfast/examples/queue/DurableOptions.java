package io.holdfast.examples.queue;

import io.holdfast.AckMode;
import io.holdfast.bridge.queueserver.client.QueueConsumer;
import io.holdfast.bridge.queueserver.client.QueueConsumerContext;
import io.holdfast.bridge.queueserver.client.QueuePosition;
import io.holdfast.examples.command.PeerNameConverter;
import io.holdfast.examples.journal.Position;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.util.List;

/** From where a consumer begins, and under which name it goes on: what only the session protocol has. */
final class DurableOptions {
    @Option(names = "--from", paramLabel = "POSITION", converter = Position.Converter.class,
        description = "Begin there: start, end, an index in hex, a UTC time such as 2026-11-23 or "
            + "2026-11-23T09:00:00.5Z, or an age such as -15m. With --durable only if the server does not know the "
            + "name yet, else at its last ack.")
    private Position from;

    @Option(names = "--durable", paramLabel = "NAME", converter = PeerNameConverter.class,
        description = "The server keeps under this name what was not written yet: after a lost connection, and at the "
            + "next start, it goes on there. What a killed process had just written may be written again.")
    private String name;

    @Option(names = "--forget", description = "With --durable: the server is to forget the name in the end.")
    private boolean isToForget;

    /** {@return whether the consumer has a name} */
    boolean isNamed() {
        return name != null;
    }

    /** {@return whether the session protocol is needed} */
    boolean isWanted() {
        return from != null || name != null;
    }

    /** Checks what the types of the options cannot. */
    void check(final CommandSpec spec) {
        if (name == null && isToForget) {
            throw new ParameterException(spec.commandLine(), "--forget needs --durable");
        }
        if (from != null && from.kind() == Position.Kind.ORDINAL) {
            throw new ParameterException(spec.commandLine(), "--from takes no ordinal here, was " + from);
        }
    }

    /** {@return a consumer as these options say} */
    QueueConsumer open(final QueueConnectOptions connectOptions, final SessionWatch watch) {
        return QueueConsumer.open(connectOptions.applyTo(new QueueConsumerContext().name(name))
            .ackMode(AckMode.MANUAL).listener(watch));
    }

    /** Subscribes. */
    void subscribe(final QueueConsumer consumer, final List<String> queues, final boolean isAll) {
        if (isAll) {
            consumer.subscribeAll(position());
        }
        queues.forEach(queue -> consumer.subscribe(queue, position()));
    }

    private QueuePosition position() {
        if (from == null) {
            return QueuePosition.lastAck();
        }
        final QueuePosition position = switch (from.kind()) {
            case START -> QueuePosition.start();
            case END -> QueuePosition.end();
            case INDEX -> QueuePosition.sequence(from.value());
            case TIME -> QueuePosition.time(from.value());
            default -> QueuePosition.lastAck();
        };
        return name == null || from.kind() == Position.Kind.ACK ? position : position.ifNew();
    }

    /** Ends it in order. */
    void end(final QueueConsumer consumer) {
        if (isToForget) {
            consumer.forget();
        }
    }
}

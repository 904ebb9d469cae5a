package io.holdfast.examples.bench.link;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** Tails one stock Chronicle Queue and copies what is to come back to the other. */
final class StockEcho implements Echo {
    private final StockQueue there;
    private final StockQueue back;
    private final ExcerptTailer tailer;
    private final ExcerptAppender appender;

    StockEcho(final LinkSettings settings) {
        there = StockQueue.there(settings);
        back = StockQueue.back(settings);
        tailer = there.queue().createTailer();
        appender = back.queue().createAppender();
    }

    @Override
    public void serve(final Turn turn) {
        back.beginTurn();
        while (turn.isOn()) {
            turn.polled(poll());
        }
    }

    private int poll() {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return 0;
            }
            final Bytes<?> record = document.wire().bytes();
            if (record.peekUnsignedByte() == MessageKind.PING) {
                write(record);
            }
            return 1;
        }
    }

    private void write(final Bytes<?> record) {
        try (DocumentContext document = appender.writingDocument()) {
            document.wire().bytes().write(record);
        }
    }

    @Override
    public void close() {
        there.close();
        back.close();
    }
}

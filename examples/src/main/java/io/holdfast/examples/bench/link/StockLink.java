package io.holdfast.examples.bench.link;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** Writes one stock Chronicle Queue and tails the other. What was streamed has been taken when a ping has come back. */
final class StockLink implements Link {
    private final Patience patience;
    private final StockQueue there;
    private final StockQueue back;
    private final Bytes<?> ping;
    private final Bytes<?> stream;
    private ExcerptAppender appender;
    private ExcerptTailer tailer;
    private long answers;

    StockLink(final LinkSettings settings, final Patience patience) {
        this.patience = patience;
        there = StockQueue.there(settings);
        back = StockQueue.back(settings);
        ping = StockQueue.record(settings, MessageKind.PING);
        stream = StockQueue.record(settings, MessageKind.STREAM);
    }

    @Override
    public void connect(final int port) {
        appender = there.queue().createAppender();
        tailer = back.queue().createTailer();
    }

    @Override
    public String transport() {
        return "shm";
    }

    @Override
    public void resume() {
        there.beginTurn();
    }

    @Override
    public void roundTrip() {
        write(ping);
        while (poll() == 0) {
            patience.idle(answers);
        }
    }

    @Override
    public boolean trySend() {
        write(ping);
        return true;
    }

    @Override
    public int poll() {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return 0;
            }
            answers++;
            return 1;
        }
    }

    @Override
    public void stream(final int count) {
        for (int i = 0; i < count; i++) {
            write(stream);
        }
    }

    @Override
    public void drain() {
        roundTrip();
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
        ping.releaseLast();
        stream.releaseLast();
    }
}

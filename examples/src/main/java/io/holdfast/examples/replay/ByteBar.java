package io.holdfast.examples.replay;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.ProgressBar;
import io.holdfast.examples.command.Text;
import io.holdfast.store.ArchiveProgress;

/** A line on a terminal that tells how many bytes are done; gone when it is closed. One thread. */
final class ByteBar implements ArchiveProgress, AutoCloseable {
    private final String name;
    private final ProgressBar bar = new ProgressBar(SystemClock.INSTANCE);

    ByteBar(final String name) {
        this.name = name;
    }

    @Override
    public void moved(final long done, final long total) {
        if (bar.isDue()) {
            bar.show(name + " " + ProgressBar.bar(total == 0 ? 1 : (double) done / total) + " of " + Text.size(total));
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}

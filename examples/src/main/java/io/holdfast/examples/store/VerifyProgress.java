package io.holdfast.examples.store;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.ProgressBar;
import io.holdfast.examples.command.Text;
import io.holdfast.store.VerifyListener;

/** A line on a terminal that tells how far {@code verify} has come; gone when it is closed. One thread. */
final class VerifyProgress implements VerifyListener, AutoCloseable {
    private final String name;
    private final ProgressBar bar = new ProgressBar(SystemClock.INSTANCE);

    VerifyProgress(final String name) {
        this.name = name;
    }

    @Override
    public void onProgress(final long messages, final long bytes, final long ofBytes) {
        if (bar.isDue()) {
            bar.show(line(messages, bytes, ofBytes));
        }
    }

    /** {@return what is shown} */
    String line(final long messages, final long bytes, final long ofBytes) {
        return name + " " + ProgressBar.bar(ofBytes == 0 ? 1 : (double) bytes / ofBytes) + " of " + Text.size(ofBytes)
            + ", messages=" + messages;
    }

    @Override
    public void close() {
        bar.close();
    }
}

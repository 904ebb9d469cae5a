package io.holdfast.store.journal;

import io.holdfast.StoreException;
import io.holdfast.store.StateView;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How far the owner of a log says that there are messages, and lets others read them: what its {@code state} tells, if
 * it has one. One thread; allocates only when opened.
 */
final class ReadLimit implements AutoCloseable {
    private final Path folder;
    private final StateView state;

    private ReadLimit(final Path folder, final StateView state) {
        this.folder = folder;
        this.state = state;
    }

    /**
     * Opens what there is.
     *
     * @param folder  of the connection
     * @param hasState whether its state file is to be believed
     */
    static ReadLimit open(final Path folder, final boolean hasState) {
        try {
            return new ReadLimit(folder, hasState ? StateView.open(folder) : null);
        } catch (final IOException e) {
            throw new StoreException(folder, "the state file cannot be read", e);
        }
    }

    /** {@return the last index that the owner tells of, or that others may read if it is synced; 0 if it tells none} */
    long lastIndex() {
        try {
            return state == null ? 0 : state.lastIndex();
        } catch (final InternalError e) {
            throw cut(e);
        }
    }

    /** {@return whether the owner tells anything} */
    boolean isKnown() {
        return state != null;
    }

    /** {@return whether the file that tells, or would, is still the one in the folder} */
    boolean isSame() {
        return state == null || state.isSame();
    }

    /** {@return the last index that may be read; all that is there may be if the owner does not sync} */
    long limit() {
        return isSync() ? lastIndex() : Long.MAX_VALUE;
    }

    /** {@return whether nothing beyond a certain index may be read} */
    boolean isSync() {
        try {
            return state != null && state.isSync();
        } catch (final InternalError e) {
            throw cut(e);
        }
    }

    /** {@return the peer's ack as the owner knows it, 0 for none} */
    long ackedIndex() {
        try {
            return state == null ? 0 : state.ackedIndex();
        } catch (final InternalError e) {
            throw cut(e);
        }
    }

    private StoreException cut(final InternalError e) {
        return new StoreException(folder, "the state file was cut while it was read", e);
    }

    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
    }
}

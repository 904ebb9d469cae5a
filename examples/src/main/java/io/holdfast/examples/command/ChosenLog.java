package io.holdfast.examples.command;

import io.holdfast.StoreException;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.StoreView;

import java.nio.file.Path;

/**
 * The log that a command is about.
 *
 * @param folder     of the connection, or of the bare log
 * @param connection which one it is, null for a bare log
 */
public record ChosenLog(Path folder, ConnectionRef connection) {
    /** {@return whether it is a log without a connection around it, which has no root and no names here} */
    public boolean isBare() {
        return connection == null;
    }

    /** {@return the root of the store} */
    public Path root() {
        return required().folder().getParent().getParent();
    }

    /** {@return the local peer's name, as that of the folder} */
    public String localName() {
        return required().localName();
    }

    /** {@return the remote peer's name, as that of the folder} */
    public String remoteName() {
        return required().remoteName();
    }

    /** {@return the fields that tell programs which it is, to which more may be added} */
    public JsonFields fields() {
        return new JsonFields().text("local", isBare() ? null : localName())
            .text("remote", isBare() ? null : remoteName()).path("folder", folder);
    }

    /**
     * Refuses a folder of which only the name can be seen.
     *
     * @throws StoreException if this user may not look into it
     */
    public void requireOpen() {
        if (StoreView.isHidden(folder)) {
            throw new StoreException(folder, "this user may not look into the folder of the connection; run the command"
                + " as the user that it belongs to, or grant the right to read");
        }
    }

    private ConnectionRef required() {
        if (connection == null) {
            throw StoreFolder.bareLog(folder);
        }
        return connection;
    }

    /** {@return {@code A to B}, or the folder of a bare log} */
    @Override
    public String toString() {
        return connection == null ? folder.toString() : connection.toString();
    }
}

package io.holdfast.store.journal;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * A connection by its place: nothing of it has been opened. Ordered by local, then by remote name.
 *
 * @param localName  the name of the folder of the peer that it belongs to
 * @param remoteName the name of its own folder
 * @param folder     {@code <root>/<local>/<remote>}
 */
public record ConnectionRef(String localName, String remoteName, Path folder) implements Comparable<ConnectionRef> {
    private static final Comparator<ConnectionRef> ORDER =
        Comparator.comparing(ConnectionRef::localName).thenComparing(ConnectionRef::remoteName);

    /**
     * {@return the connection that a folder holds, going by its place}
     *
     * @param folder with at least two folders above it
     */
    public static ConnectionRef of(final Path folder) {
        return new ConnectionRef(folder.getParent().getFileName().toString(), folder.getFileName().toString(), folder);
    }

    @Override
    public int compareTo(final ConnectionRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return localName + " to " + remoteName;
    }
}

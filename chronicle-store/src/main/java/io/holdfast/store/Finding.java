package io.holdfast.store;

import java.nio.file.Path;

/**
 * Something that is wrong with the files of a connection.
 *
 * @param path      the file
 * @param remedy    what can be done about it
 * @param fromIndex the first message that is lost by it, 0 if none is
 * @param toIndex   the last message that is lost by it, 0 if none is
 * @param text      what is wrong, and what a repair does or did about it
 */
public record Finding(Path path, Remedy remedy, long fromIndex, long toIndex, String text) {
    /** What can be done. */
    public enum Remedy {
        /** A repair puts it right, except for the messages of the range, whose places tombstones take. */
        REPAIR,
        /** Nothing needs to be done: opening the connection deals with it. */
        OPENING,
        /** A repair would have to guess: a backup, or a person's decision to give something up, is needed. */
        DECISION
    }

    /** {@return how many messages are lost by it, all of one cycle} */
    public long lostMessages() {
        return toIndex == 0 ? 0 : toIndex - fromIndex + 1;
    }

    @Override
    public String toString() {
        return path + ": " + text + (toIndex == 0 ? "" : " [lost=" + Long.toHexString(fromIndex) + ".."
            + Long.toHexString(toIndex) + " messages=" + lostMessages() + "]");
    }
}

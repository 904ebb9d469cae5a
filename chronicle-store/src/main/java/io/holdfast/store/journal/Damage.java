package io.holdfast.store.journal;

import java.nio.file.Path;

/**
 * What of a log cannot be read.
 *
 * @param path       the file
 * @param firstIndex of the first message concerned
 * @param lastIndex  of the last one; {@code firstIndex - 1} if none is concerned, only what is between two
 * @param text       what was found and what to do, for people
 */
public record Damage(Path path, long firstIndex, long lastIndex, String text) {
}

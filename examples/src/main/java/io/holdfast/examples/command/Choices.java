package io.holdfast.examples.command;

import java.util.Iterator;
import java.util.List;

/**
 * The few values that an option takes, for shells that complete them. An option names a class of its own, with a
 * constructor without parameters, as its {@code completionCandidates} if its converter reads others than the names of
 * an enumeration.
 */
public abstract class Choices implements Iterable<String> {
    private final List<String> values;

    /**
     * Choices.
     *
     * @param values as they are typed
     */
    protected Choices(final String... values) {
        this.values = List.of(values);
    }

    @Override
    public final Iterator<String> iterator() {
        return values.iterator();
    }
}

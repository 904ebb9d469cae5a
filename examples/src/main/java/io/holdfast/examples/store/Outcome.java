package io.holdfast.examples.store;

import io.holdfast.examples.command.JsonFields;

import java.util.Locale;

/** What became of a change that was asked for. */
public enum Outcome {
    /** It was made. */
    DONE,
    /** There was nothing to change. */
    NOTHING,
    /** It would be made, were this no dry run. */
    PLANNED,
    /** It was not made, for its name was not typed. */
    KEPT,
    /** It was not made, for it needs a decision. */
    REFUSED,
    /** It could not be made. */
    FAILED;

    /**
     * Tells programs.
     *
     * @param names   the fields that tell of what it is
     * @param problem why it could not be made, else null
     * @return the fields, with this and the problem
     */
    public JsonFields of(final JsonFields names, final String problem) {
        return names.text("outcome", name().toLowerCase(Locale.ROOT)).text("problem", problem);
    }
}

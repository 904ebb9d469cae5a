package io.holdfast.examples.doctor;

import java.util.Locale;

/**
 * What one check found.
 *
 * @param check  what was looked at, a name that stays the same from version to version
 * @param status how it is
 * @param seen   what was seen and why it matters, in one line
 * @param fix    the command or setting that mends it; empty if there is nothing to mend or nobody knows
 */
public record Diagnosis(String check, Status status, String seen, String fix) {
    /** How things stand. */
    public enum Status {
        /** As it should be. */
        OK,
        /** The system does not say. */
        UNKNOWN,
        /** It works, but worse than it could, or not in every case. */
        WARN,
        /** It does not work, or messages are in danger. */
        FAIL;

        /** {@return the word for people and programs} */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Diagnosis ok(final String check, final String seen) {
        return new Diagnosis(check, Status.OK, seen, "");
    }

    static Diagnosis unknown(final String check, final String seen) {
        return new Diagnosis(check, Status.UNKNOWN, seen, "");
    }

    static Diagnosis warn(final String check, final String seen, final String fix) {
        return new Diagnosis(check, Status.WARN, seen, fix);
    }

    static Diagnosis fail(final String check, final String seen, final String fix) {
        return new Diagnosis(check, Status.FAIL, seen, fix);
    }
}

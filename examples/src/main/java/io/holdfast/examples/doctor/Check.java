package io.holdfast.examples.doctor;

import java.util.List;

/** One thing that is looked at. Changes nothing that stays. */
@FunctionalInterface
public interface Check {
    /** {@return what was found, at least one; a failure to look is one too, as unknown} */
    List<Diagnosis> look();
}

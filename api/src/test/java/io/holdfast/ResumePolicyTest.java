package io.holdfast;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class ResumePolicyTest {
    @Test
    void eachMethodChangesItsOwnChoiceOnly() {
        final ResumePolicy none = new ResumePolicy(false, false, false, false);

        assertEquals(new ResumePolicy(true, false, false, false), none.withRefuseDiverged(true));
        assertEquals(new ResumePolicy(false, true, false, false), none.withRefuseLostState(true));
        assertEquals(new ResumePolicy(false, false, true, false), none.withRefusePurged(true));
        assertEquals(new ResumePolicy(false, false, false, true), none.withResetOnMismatch(true));
    }

    @Test
    void aPolicyKeepsTheOtherChoices() {
        final ResumePolicy all = new ResumePolicy(true, true, true, true);

        assertEquals(new ResumePolicy(false, true, true, true), all.withRefuseDiverged(false));
        assertEquals(new ResumePolicy(true, false, true, true), all.withRefuseLostState(false));
        assertEquals(new ResumePolicy(true, true, false, true), all.withRefusePurged(false));
        assertEquals(new ResumePolicy(true, true, true, false), all.withResetOnMismatch(false));
    }

    @Test
    void neitherReadyMadePolicyMakesUpAnIndex() {
        assertFalse(ResumePolicy.DEFAULT.resetOnMismatch());
        assertFalse(ResumePolicy.STRICT.resetOnMismatch());
    }
}

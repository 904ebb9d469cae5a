package io.holdfast.examples.store;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The line that tells a person how far {@code verify} has come. */
class VerifyProgressTest {
    @Test
    void tellsHowMuchOfTheBytesWasPassedOver() {
        try (VerifyProgress progress = new VerifyProgress("A to B")) {
            assertEquals("A to B [###############               ] 50% of 2.0 MiB, messages=7",
                progress.line(7, 1 << 20, 2 << 20));
            assertEquals("A to B [##############################] 100% of 0 B, messages=0", progress.line(0, 0, 0));
        }
    }
}

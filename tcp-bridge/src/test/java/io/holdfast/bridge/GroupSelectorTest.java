package io.holdfast.bridge;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

class GroupSelectorTest {
    private static final int NAMES = 3000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void spreadsNamesThatAreAlikeEvenly(final int groups) {
        final int[] counts = new int[groups];

        for (int i = 0; i < NAMES; i++) {
            counts[GroupSelector.BY_NAME.select("Client" + 2 * i, groups)]++;
        }

        for (final int count : counts) {
            assertTrue(count > NAMES / groups * 3 / 4, count + " of " + NAMES + " in one of " + groups + " groups");
        }
    }
}

package io.holdfast;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RefusalTest {
    @ParameterizedTest
    @CsvSource({"INVALID_NAME,1", "WRONG_NAME,2", "APPLICATION,3", "NOT_AUTHENTICATED,4", "ALREADY_LOGGED_ON,5",
        "VERSION,6", "INDEX_MISMATCH,7", "LIMITS,8", "SESSION_ROLLED,9", "SHUTTING_DOWN,10", "STORE_FAILED,11",
        "SHM_IMPOSSIBLE,12"})
    void keepsTheNumbersThatAreOnTheWire(final Refusal.Code code, final int wireCode) {
        assertEquals(wireCode, code.wireCode());
    }

    @Test
    void givesEveryCodeItsOwnNumber() {
        final Refusal.Code[] codes = Refusal.Code.values();

        assertEquals(codes.length,
            Arrays.stream(codes).map(Refusal.Code::wireCode).collect(Collectors.toSet()).size());
        assertEquals(12, codes.length, "a new code also belongs in the table above");
    }

    @ParameterizedTest
    @EnumSource
    void findsACodeByItsNumber(final Refusal.Code code) {
        assertSame(code, Refusal.Code.ofWireCode(code.wireCode()));
        assertTrue(code.wireCode() > 0 && code.wireCode() <= 0xFFFF, "fits a u16 and is not 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 13, 0xFFFF, Integer.MAX_VALUE})
    void knowsNoCodeForOtherNumbers(final int wireCode) {
        assertNull(Refusal.Code.ofWireCode(wireCode));
    }
}

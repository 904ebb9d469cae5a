package io.holdfast;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionTest {
    @Test
    void namesEveryCodeItDeclares() throws IllegalAccessException {
        final Set<Long> codes = new HashSet<>();

        for (final Field field : Connection.class.getFields()) {
            final long code = field.getLong(null);

            assertEquals(field.getName(), Connection.resultName(code));
            assertTrue(code < 0, field.getName());
            assertTrue(codes.add(code), field.getName());
        }

        assertEquals(8, codes.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1L << 30, (17_897L * 288 << 30) + 5, Long.MAX_VALUE})
    void callsAnythingPositiveAnIndex(final long index) {
        assertEquals("INDEX", Connection.resultName(index));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -9, Integer.MIN_VALUE, Integer.MIN_VALUE - 1L, -(1L << 32) - 1, Long.MIN_VALUE})
    void doesNotGuessTheNameOfAnUnknownCode(final long result) {
        assertEquals("UNKNOWN(" + result + ")", Connection.resultName(result));
    }
}

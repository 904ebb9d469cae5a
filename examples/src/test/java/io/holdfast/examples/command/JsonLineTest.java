package io.holdfast.examples.command;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class JsonLineTest {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    @Test
    void writesFieldsInTheirOrder() {
        fields.put("b", 1L);
        fields.put("a", 2.5);
        fields.put("c", true);

        assertEquals("{\"b\":1,\"a\":2.500,\"c\":true}", JsonLine.json(fields));
        assertEquals("b=1 a=2.500 c=true", JsonLine.text(fields));
    }

    @Test
    void escapesWhatJsonDoesNotAllowInAString() {
        fields.put("quo\"te", "back\\slash, line\nfeed");

        assertEquals("{\"quo\\\"te\":\"back\\\\slash, line\\u000afeed\"}", JsonLine.json(fields));
    }

    @Test
    void escapesWhatSteersATerminalAndWhatNoEncodingCanWrite() {
        fields.put("a", "\u007f\u0085\u2028\u202e\u2066\u200f\u061c");
        fields.put("b", "\ud83d\ude00 \ud83d \ude00\ud83d");

        assertEquals("{\"a\":\"\\u007f\\u0085\\u2028\\u202e\\u2066\\u200f\\u061c\","
            + "\"b\":\"\ud83d\ude00 \\ud83d \\ude00\\ud83d\"}", JsonLine.json(fields));
    }

    @Test
    void nestsRecords() {
        fields.put("outer", Map.of("inner", 1));

        assertEquals("{\"outer\":{\"inner\":1}}", JsonLine.json(fields));
    }

    @Test
    void writesAnEmptyRecord() {
        assertEquals("{}", JsonLine.json(fields));
    }
}

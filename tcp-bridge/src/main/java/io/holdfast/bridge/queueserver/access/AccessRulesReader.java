package io.holdfast.bridge.queueserver.access;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the rules of {@link AccessRules#parse} and collects what is wrong with them. One text each. */
final class AccessRulesReader {
    private static final String EVERYBODY = "*";
    private static final String ANONYMOUS = "-";
    private static final int MAX_FAULTS = 10;
    private static final int FIELDS = 3;

    private final Map<String, Rights> principals = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private Rights everybody = Rights.NONE;
    private Rights anonymous = Rights.NONE;

    AccessRules read(final String text) {
        int number = 0;
        for (final String line : text.split("\n")) {
            number++;
            try {
                takeLine(line.strip());
            } catch (final IllegalArgumentException e) {
                faults.add("line " + number + ": " + e.getMessage());
            }
            if (faults.size() == MAX_FAULTS) {
                break;
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return AccessRules.of(everybody, anonymous, principals);
    }

    private void takeLine(final String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        final String[] fields = line.split("\\s+", FIELDS);
        if (fields.length < FIELDS) {
            throw new IllegalArgumentException("a rule is: PRINCIPAL produce|consume|both QUEUE[, QUEUE]");
        }
        final Rights rights = rights(fields[1], queues(fields[2]));
        switch (fields[0]) {
            case EVERYBODY -> everybody = everybody.and(rights);
            case ANONYMOUS -> anonymous = anonymous.and(rights);
            default -> principals.merge(principal(fields[0]), rights, Rights::and);
        }
    }

    private static Rights rights(final String right, final QueuePatterns queues) {
        return switch (right) {
            case "produce" -> new Rights(queues, QueuePatterns.NONE);
            case "consume" -> new Rights(QueuePatterns.NONE, queues);
            case "both" -> new Rights(queues, queues);
            default -> throw new IllegalArgumentException("'" + right + "' is none of produce, consume and both");
        };
    }

    private static String principal(final String field) {
        if (field.indexOf('*') >= 0) {
            throw new IllegalArgumentException("'" + field + "' is no principal: they are not matched by prefixes; "
                + "write a * that is part of the name as \\x2a");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(unescaped(field))).toString();
        } catch (final CharacterCodingException e) {
            throw new IllegalArgumentException("'" + field + "' is no principal: it is not UTF-8", e);
        }
    }

    private static QueuePatterns queues(final String list) {
        final List<byte[]> names = new ArrayList<>();
        final List<byte[]> prefixes = new ArrayList<>();
        for (final String part : list.split(",", -1)) {
            final String queue = part.strip();
            final boolean isPrefix = queue.endsWith("*");
            final String name = isPrefix ? queue.substring(0, queue.length() - 1) : queue;
            if (queue.isEmpty()) {
                throw new IllegalArgumentException("a queue is missing before or after a comma");
            }
            if (name.indexOf('*') >= 0 || name.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("'" + queue + "' is no queue: a * stands at the end only, and there "
                    + "are no blanks in it; write those that are part of a name as \\x2a and \\x20");
            }
            (isPrefix ? prefixes : names).add(unescaped(name));
        }
        return QueuePatterns.of(names, prefixes);
    }

    private static byte[] unescaped(final String text) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
            bytes.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
            bytes.write(escaped(text, at));
            from = at + 4;
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static int escaped(final String text, final int at) {
        final int high = at + 3 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        final int low = high < 0 ? -1 : Character.digit(text.charAt(at + 3), 16);
        if (low < 0 || text.charAt(at + 1) != 'x') {
            throw new IllegalArgumentException("'" + text + "': a backslash begins \\xHH, a byte; itself is \\x5c");
        }
        return high << 4 | low;
    }
}

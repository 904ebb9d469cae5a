package io.holdfast.bridge.queueserver.access;

import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who may do what by which lines. */
class AccessRulesTest {
    private static final String RULES = """
        # principal  right  queues
        feed    produce  prices.*, status
        feed    produce  late
        desk    both     orders.desk
        desk    consume  prices.eu.*,prices.eu.paris

          ops   consume  *
        all     both     *
        odd\\x20one  produce  \\x00\\xff\\x2a*, a\\x2cb, comma\\x2c, \\x5c
        \\x2a    produce  star
        \\x2d    produce  dash
        *       consume  status
        -       consume  public.*
        zoë     produce  ä*
        """;

    static boolean contains(final QueuePatterns patterns, final String queue) {
        final byte[] name = queue.getBytes(StandardCharsets.ISO_8859_1);
        final ByteBuffer memory = ByteBuffer.allocateDirect(name.length + 1).put(name);
        return patterns.contains(Jvm.address(memory), name.length);
    }

    private static AccessRules parsed(final String text) {
        return AccessRules.parse(text);
    }

    private static Rights rightsOf(final String principal) {
        return parsed(RULES).rightsOf("nobody".equals(principal) ? null : principal);
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = true, value = {
        "feed, prices.eu, true",
        "feed, prices., true",
        "feed, prices, false",
        "feed, price, false",
        "feed, status, true",
        "feed, status2, false",
        "feed, statu, false",
        "feed, late, true",
        "feed, '', false",
        "desk, orders.desk, true",
        "desk, orders.desk.2, false",
        "desk, prices.eu.paris, false",
        "ops, prices.eu, false",
        "all, anything, true",
        "all, '', true",
        "nobody, status, false",
        "stranger, status, false",
        "*, star, true",
        "-, dash, true",
        "nobody, dash, false",
        "stranger, star, false",
        "zoë, Ã¤ther, true",
    })
    void tellsWhoMayProduceWhere(final String principal, final String queue, final boolean isAllowed) {
        assertEquals(isAllowed, contains(rightsOf(principal).produce(), queue));
    }

    @ParameterizedTest
    @CsvSource({
        "desk, orders.desk, true",
        "desk, prices.eu.rome, true",
        "desk, prices.us, false",
        "desk, status, true",
        "desk, public.1, false",
        "feed, prices.eu, false",
        "feed, status, true",
        "ops, prices.eu, true",
        "stranger, status, true",
        "stranger, public.1, false",
        "nobody, status, true",
        "nobody, public.1, true",
        "nobody, orders.desk, false",
    })
    void tellsWhoMayConsumeWhat(final String principal, final String queue, final boolean isAllowed) {
        assertEquals(isAllowed, contains(rightsOf(principal).consume(), queue));
    }

    @Test
    void allQueuesAtOnceTakeTheStarAndNoneIsNone() {
        assertTrue(rightsOf("ops").consume().isAll());
        assertTrue(rightsOf("ops").produce().isEmpty());
        assertTrue(rightsOf("all").produce().isAll());
        assertFalse(rightsOf("desk").consume().isAll());
        assertFalse(rightsOf("feed").consume().isEmpty());
        assertFalse(contains(rightsOf("feed").consume(), ""));
    }

    @Test
    void namesMayHaveBytesThatAreNoTextAndThoseThatMeanSomethingHere() {
        final QueuePatterns produce = rightsOf("odd one").produce();

        assertTrue(contains(produce, "\u0000\u00ff*"));
        assertTrue(contains(produce, "\u0000\u00ff*more"));
        assertFalse(contains(produce, "\u0000\u00ff"));
        assertFalse(contains(produce, "\u0000\u00feX"));
        assertTrue(contains(produce, "a,b"));
        assertFalse(contains(produce, "a"));
        assertTrue(contains(produce, "comma,"));
        assertTrue(contains(produce, "\\"));
    }

    @Test
    void withoutRulesEverybodyMayDoAllOrWhoeverIsKnown() {
        assertTrue(AccessRules.OPEN.rightsOf(null).produce().isAll());
        assertTrue(AccessRules.OPEN.rightsOf("feed").consume().isAll());
        assertTrue(AccessRules.KNOWN_ONLY.rightsOf("feed").consume().isAll());
        assertTrue(AccessRules.KNOWN_ONLY.rightsOf(null).consume().isEmpty());
        assertTrue(AccessRules.KNOWN_ONLY.rightsOf(null).produce().isEmpty());
    }

    @Test
    void rulesOfNothingAllowNothing() {
        assertTrue(parsed("\n# no rules\n").rightsOf("feed").produce().isEmpty());
        assertTrue(parsed("").rightsOf(null).consume().isEmpty());
    }

    @Test
    void linesMayEndAsOnOtherSystems() {
        assertTrue(contains(parsed("feed\tproduce\tprices\r\n").rightsOf("feed").produce(), "prices"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "feed produce                | a rule is: PRINCIPAL",
        "feed                        | a rule is: PRINCIPAL",
        "feed produces a             | 'produces' is none of",
        "feed produce a,,b           | a queue is missing",
        "feed produce a,             | a queue is missing",
        "feed produce a b            | 'a b' is no queue",
        "feed produce a*b            | 'a*b' is no queue",
        "feed produce **             | '**' is no queue",
        "feed produce \\y41          | a backslash begins",
        "feed produce \\x4           | a backslash begins",
        "feed produce \\x4g          | a backslash begins",
        "feed produce \\             | a backslash begins",
        "fe* produce a               | 'fe*' is no principal",
        "\\xff produce a             | is no principal: it is not UTF-8",
    })
    void aLineThatIsNoRuleIsToldOf(final String line, final String fault) {
        final IllegalArgumentException found = assertThrows(IllegalArgumentException.class,
            () -> parsed("# first\n" + line + "\n"));

        assertTrue(found.getMessage().startsWith("line 2: "), found.getMessage());
        assertTrue(found.getMessage().contains(fault), found.getMessage());
    }

    @Test
    void allFaultsAreToldOfTogetherButNotWithoutEnd() {
        final IllegalArgumentException found = assertThrows(IllegalArgumentException.class,
            () -> parsed("x\n".repeat(1000)));

        assertEquals(10, found.getMessage().split("; line ").length, found.getMessage());
    }

    /** Against the plain way to ask: whether any pattern fits. */
    @Test
    void manyPatternsFitTheNamesThatTheyShould() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            final TreeSet<String> names = new TreeSet<>();
            final TreeSet<String> prefixes = new TreeSet<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                names.add(word(random));
                prefixes.add(word(random));
            }
            final QueuePatterns patterns = QueuePatterns.of(
                names.stream().map(name -> name.getBytes(StandardCharsets.ISO_8859_1)).toList(),
                prefixes.stream().map(prefix -> prefix.getBytes(StandardCharsets.ISO_8859_1)).toList());
            for (int i = 0; i < 50; i++) {
                final String name = word(random);
                final boolean isIn = names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
                assertEquals(isIn, contains(patterns, name), () -> "seed=" + seed + " names=" + names + " prefixes="
                    + prefixes + " name=" + name);
            }
        }
    }

    private static String word(final Random random) {
        final StringBuilder word = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            word.append((char) (random.nextBoolean() ? 'a' + random.nextInt(2) : 0xFE + random.nextInt(2)));
        }
        return word.toString();
    }
}

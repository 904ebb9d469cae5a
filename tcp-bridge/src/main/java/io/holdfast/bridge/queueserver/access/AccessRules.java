package io.holdfast.bridge.queueserver.access;

import java.util.HashMap;
import java.util.Map;

/**
 * Who may do what: the rights of each principal, of everybody, and of those of whom nothing is known. What no rule
 * allows is not allowed. Immutable; any thread.
 */
public final class AccessRules {
    /** Everybody may do everything: a server without rules whose clients need not prove anything. */
    public static final AccessRules OPEN = new AccessRules(Rights.ALL, Rights.NONE, Map.of());

    /** Whoever is known may do everything, others nothing: a server without rules whose clients have to prove who. */
    public static final AccessRules KNOWN_ONLY = new AccessRules(Rights.NONE, Rights.NONE, null);

    private final Rights everybody;
    private final Rights anonymous;
    /** Of each principal together with those of everybody; null: each has all. */
    private final Map<String, Rights> principals;

    private AccessRules(final Rights everybody, final Rights anonymous, final Map<String, Rights> principals) {
        this.everybody = everybody;
        this.anonymous = everybody.and(anonymous);
        this.principals = principals;
    }

    /**
     * Makes rules.
     *
     * @param everybody  what all may do, known or not
     * @param anonymous  what those may do besides of whom nothing is known
     * @param principals what each of these may do besides
     * @return the rules
     */
    static AccessRules of(final Rights everybody, final Rights anonymous, final Map<String, Rights> principals) {
        final Map<String, Rights> all = new HashMap<>();
        principals.forEach((principal, rights) -> all.put(principal, everybody.and(rights)));
        return new AccessRules(everybody, anonymous, all);
    }

    /**
     * Reads rules, one a line:
     * <pre>
     *   # principal  right    queues
     *   feed         produce  prices.*, status
     *   desk         both     orders.desk
     *   ops          consume  *
     *   *            consume  status
     *   -            consume  public.*
     * </pre>
     * The right is {@code produce}, {@code consume} or {@code both}; a queue is a name, a prefix of names before a
     * {@code *}, or {@code *} for all. The principal {@code *} is everybody, {@code -} those of whom nothing is known.
     * In principals and queues {@code \xHH} is the byte with this hexadecimal value, a blank, comma, {@code *} or
     * backslash that is part of a name too. Several lines on one principal add up.
     *
     * @param text of the file
     * @return the rules
     * @throws IllegalArgumentException naming every fault with its line
     */
    public static AccessRules parse(final String text) {
        return new AccessRulesReader().read(text);
    }

    /**
     * Finds what somebody may do.
     *
     * @param principal who it is, null if nothing is known of the client
     * @return the rights
     */
    public Rights rightsOf(final String principal) {
        if (principal == null) {
            return anonymous;
        }
        return principals == null ? Rights.ALL : principals.getOrDefault(principal, everybody);
    }
}

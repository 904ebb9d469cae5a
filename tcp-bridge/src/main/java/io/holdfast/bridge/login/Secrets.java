package io.holdfast.bridge.login;

import io.holdfast.DailyRoll;
import io.holdfast.PeerName;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The secrets of names, as a file of lines {@code name = base64} tells them. An entry counts for its name and for that
 * name with the date of a session day behind it, unless there is an entry for just that. Immutable; never prints a
 * secret.
 */
public final class Secrets {
    private final Map<String, byte[]> byName = new HashMap<>();

    private Secrets(final String text) {
        TextLines.forEach(text, line -> line.indexOf('='), this::add);
    }

    private void add(final String name, final String secret) {
        if (!PeerName.isValid(name)) {
            throw new IllegalArgumentException("does not begin with a peer name, which is 1 to " + PeerName.MAX_LENGTH
                + " of A-Z a-z 0-9 . _ - without a leading dot");
        }
        byName.put(name, decoded(secret));
    }

    /**
     * Reads the lines of a server's file.
     *
     * @param text of the file
     * @return the secrets
     * @throws IllegalArgumentException with the number of the bad line and no more of it
     */
    public static Secrets parse(final String text) {
        return new Secrets(text);
    }

    /**
     * Reads a client's file: one secret in base64, alone in its line.
     *
     * @param text of the file
     * @return the secret
     * @throws IllegalArgumentException if that is not all there is
     */
    public static byte[] parseOne(final String text) {
        final String[] lines = text.lines().map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#")).toArray(String[]::new);
        if (lines.length != 1) {
            throw new IllegalArgumentException("it must have one line, with the secret in base64; it has "
                + lines.length);
        }
        return decoded(lines[0]);
    }

    private static byte[] decoded(final String base64) {
        final byte[] secret;
        try {
            secret = Base64.getDecoder().decode(base64);
        } catch (final IllegalArgumentException shown) { // its text shows characters of the secret
            throw new IllegalArgumentException("has a secret that is not base64; make one with: openssl rand -base64"
                + " 32");
        }
        return Proof.requireSecret(secret);
    }

    /**
     * Finds the entry of a name.
     *
     * @param name any name
     * @return the name that the entry is for, null if there is none
     */
    public String entryOf(final String name) {
        if (byName.containsKey(name)) {
            return name;
        }
        final String base = DailyRoll.baseIn(name);
        return byName.containsKey(base) ? base : null;
    }

    /**
     * {@return the secret of an entry, not to be changed}
     *
     * @param entry the name that the entry is for
     */
    public byte[] secretOf(final String entry) {
        return byName.get(entry);
    }

    /** {@return how many there are} */
    @Override
    public String toString() {
        return "Secrets[" + byName.size() + " names]";
    }
}

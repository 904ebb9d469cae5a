package io.holdfast;

/** The rule for peer names, which are also folder names: {@code [A-Za-z0-9._-]{1,64}} without a leading dot. */
public final class PeerName {
    /** The longest name, in characters and, as all are ASCII, in bytes. */
    public static final int MAX_LENGTH = 64;

    private PeerName() {
    }

    /**
     * Tells whether a name is well formed.
     *
     * @param name the name, or null
     * @return whether it may be used
     */
    public static boolean isValid(final CharSequence name) {
        if (name == null || name.length() == 0 || name.length() > MAX_LENGTH || name.charAt(0) == '.') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isAllowed(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Passes a well-formed name through.
     *
     * @param what the option or argument that holds the name, for the error text
     * @param name the name
     * @return the same name
     * @throws IllegalArgumentException if it is not well formed
     */
    public static String require(final String what, final String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(what + " is not a peer name: " + printable(name)
                + "; allowed are 1 to " + MAX_LENGTH + " of A-Z a-z 0-9 . _ - without a leading dot");
        }
        return name;
    }

    private static boolean isAllowed(final char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    private static String printable(final String name) {
        if (name == null) {
            return "null";
        }
        final StringBuilder text = new StringBuilder("'");
        for (int i = 0; i < Math.min(name.length(), MAX_LENGTH + 1); i++) {
            final char c = name.charAt(i);
            text.append(c >= ' ' && c < 127 ? c : '?');
        }
        return text.append(name.length() > MAX_LENGTH + 1 ? "…'" : "'").toString();
    }
}

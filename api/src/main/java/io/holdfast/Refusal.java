package io.holdfast;

/**
 * Why a login was refused.
 *
 * @param code the kind of refusal
 * @param text for people: what happened, where, and what to do next
 */
public record Refusal(Code code, String text) {
    /** No text is an empty one. */
    public Refusal {
        text = text == null ? "" : text;
    }

    /** The kinds of refusal. The number of a code on the wire is its {@link #wireCode()}. */
    public enum Code {
        /** A name is not well formed, or differs from a known one only in case. */
        INVALID_NAME(1),
        /** The server has another name than the client asked for. */
        WRONG_NAME(2),
        /** The application's login handler said no; the text is its own. */
        APPLICATION(3),
        /** Who logged in has not proven to have this name, or the server has not proven to know the client's secret. */
        NOT_AUTHENTICATED(4),
        /** A live session has this name. */
        ALREADY_LOGGED_ON(5),
        /** The two sides share no protocol version or lack a required capability. */
        VERSION(6),
        /** The two sides disagree on what was sent and consumed; nothing was deleted. */
        INDEX_MISMATCH(7),
        /** A limit of this side is exceeded. */
        LIMITS(8),
        /** The session's day is over; the text names the new one. */
        SESSION_ROLLED(9),
        /** The process is shutting down. */
        SHUTTING_DOWN(10),
        /** The store of this connection cannot be used. */
        STORE_FAILED(11),
        /** Shared memory was demanded and is not possible. */
        SHM_IMPOSSIBLE(12);

        private final int wireCode;

        Code(final int wireCode) {
            this.wireCode = wireCode;
        }

        /** {@return the code's number on the wire} */
        public int wireCode() {
            return wireCode;
        }

        /**
         * Finds a code by its number on the wire.
         *
         * @param wireCode as received
         * @return the code, or null if there is none with this number
         */
        public static Code ofWireCode(final int wireCode) {
            for (final Code code : values()) {
                if (code.wireCode == wireCode) {
                    return code;
                }
            }
            return null;
        }
    }
}

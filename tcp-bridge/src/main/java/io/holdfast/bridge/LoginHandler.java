package io.holdfast.bridge;

import io.holdfast.Refusal;

/** Decides about logins, on the thread that runs {@link Server#doWork()}. Must not block. */
@FunctionalInterface
public interface LoginHandler {
    /** Accepts everybody. */
    LoginHandler ACCEPT_ALL = request -> Decision.accept(request.remoteName());

    /**
     * Decides about one login.
     *
     * @param request what the client says of itself
     * @return the decision
     */
    Decision onLogin(LoginRequest request);

    /**
     * What is decided about a login.
     *
     * @param principal who the client is proven to be; a connection belongs to the principal that first used it
     * @param userData  sent back to the client's application
     * @param refusal   null if accepted
     */
    record Decision(String principal, byte[] userData, Refusal refusal) {
        /**
         * Checks that it can be told and kept.
         *
         * @throws IllegalArgumentException if the user data has more than 4096 bytes, or nobody is accepted
         */
        public Decision {
            if (userData == null || userData.length > EndpointContext.MAX_USER_DATA) {
                throw new IllegalArgumentException("userData must have at most " + EndpointContext.MAX_USER_DATA
                    + " bytes");
            }
            if (principal == null && refusal == null) {
                throw new IllegalArgumentException("a login is accepted with a principal or refused");
            }
        }

        /**
         * Accepts.
         *
         * @param principal who the client is proven to be
         * @return the decision
         */
        public static Decision accept(final String principal) {
            return new Decision(principal, new byte[0], null);
        }

        /**
         * Accepts, with data for the client's application.
         *
         * @param principal who the client is proven to be
         * @param userData  at most 4096 bytes
         * @return the decision
         */
        public static Decision accept(final String principal, final byte[] userData) {
            return new Decision(principal, userData.clone(), null);
        }

        /**
         * Refuses with the application's own text.
         *
         * @param text for the client's people
         * @return the decision
         */
        public static Decision refuse(final String text) {
            return new Decision(null, new byte[0], new Refusal(Refusal.Code.APPLICATION, text));
        }

        /**
         * Refuses because the credentials are not good.
         *
         * @param text for the client's people; must hold nothing secret
         * @return the decision
         */
        public static Decision notAuthenticated(final String text) {
            return new Decision(null, new byte[0], new Refusal(Refusal.Code.NOT_AUTHENTICATED, text));
        }
    }
}

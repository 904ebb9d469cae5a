package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.login.Proof;

import java.util.Objects;

/**
 * Decides about logins, on the thread that runs {@link Server#doWork()}; a queue server asks on all of its threads.
 * Must not block.
 */
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
     * Wants both: this handler accepts and then the other one does, too. The principal is the one that this handler
     * says; at most one of the two may want a secret to be proven.
     *
     * @param other asked only if this one accepts
     * @return a handler that accepts if both do
     */
    default LoginHandler and(final LoginHandler other) {
        Objects.requireNonNull(other, "other");
        return request -> {
            final Decision first = onLogin(request);
            final Decision second = first.refusal() == null ? other.onLogin(request) : first;
            return second.refusal() == null ? first.with(second) : second;
        };
    }

    /**
     * What is decided about a login.
     *
     * @param principal who the client is proven to be; a connection belongs to the principal that first used it
     * @param userData  sent back to the client's application
     * @param refusal   null if accepted
     * @param secret    what the client must still prove that it knows, null if nothing; never printed
     */
    record Decision(String principal, byte[] userData, Refusal refusal, byte[] secret) {
        /**
         * Checks that it can be told and kept.
         *
         * @throws IllegalArgumentException if the user data has more than 4096 bytes, nobody is accepted, or the secret
         *                                  has not 16 to 1024 bytes
         */
        public Decision {
            if (userData == null || userData.length > EndpointContext.MAX_USER_DATA) {
                throw new IllegalArgumentException("userData must have at most " + EndpointContext.MAX_USER_DATA
                    + " bytes");
            }
            if (principal == null && refusal == null) {
                throw new IllegalArgumentException("a login is accepted with a principal or refused");
            }
            if (secret != null) {
                Proof.requireSecret(secret);
            }
        }

        /**
         * Accepts.
         *
         * @param principal who the client is proven to be
         * @return the decision
         */
        public static Decision accept(final String principal) {
            return new Decision(principal, new byte[0], null, null);
        }

        /**
         * Accepts, with data for the client's application.
         *
         * @param principal who the client is proven to be
         * @param userData  at most 4096 bytes
         * @return the decision
         */
        public static Decision accept(final String principal, final byte[] userData) {
            return new Decision(principal, userData.clone(), null, null);
        }

        /**
         * Refuses with the application's own text.
         *
         * @param text for the client's people
         * @return the decision
         */
        public static Decision refuse(final String text) {
            return new Decision(null, new byte[0], new Refusal(Refusal.Code.APPLICATION, text), null);
        }

        /**
         * Refuses because the credentials are not good.
         *
         * @param text for the client's people; must hold nothing secret
         * @return the decision
         */
        public static Decision notAuthenticated(final String text) {
            return new Decision(null, new byte[0], new Refusal(Refusal.Code.NOT_AUTHENTICATED, text), null);
        }

        /**
         * Accepts, if the client proves that it knows a secret; the server then proves that it does, too. Neither tells
         * it. The client is not to find out whether a name is known: for one that is not, give a secret that nobody
         * knows.
         *
         * @param principal who the client is then proven to be
         * @param secret    16 to 1024 random bytes; copied
         * @return the decision
         */
        public static Decision provenBy(final String principal, final byte[] secret) {
            return new Decision(principal, new byte[0], null, secret.clone());
        }

        private Decision with(final Decision other) {
            if (secret != null && other.secret != null) {
                throw new IllegalStateException("one login cannot prove two secrets");
            }
            return new Decision(principal, userData.length > 0 ? userData : other.userData, null,
                secret != null ? secret : other.secret);
        }

        /** {@return without the secret and the user data} */
        @Override
        public String toString() {
            return "Decision[principal=" + principal + ", refusal=" + refusal
                + (secret == null ? "]" : ", to be proven]");
        }
    }
}

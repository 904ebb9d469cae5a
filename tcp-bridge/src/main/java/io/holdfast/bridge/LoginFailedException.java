package io.holdfast.bridge;

import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.StoreException;

/** Tells that a login under way comes to nothing. Never leaves this package. */
final class LoginFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DisconnectReason reason;
    private final transient Refusal refusal;

    LoginFailedException(final DisconnectReason reason, final String detail) {
        super(detail);
        this.reason = reason;
        refusal = null;
    }

    LoginFailedException(final StoreException storeFault) {
        super(storeFault.getMessage(), storeFault);
        reason = DisconnectReason.STORE_FAULT;
        refusal = null;
    }

    LoginFailedException(final Refusal refusal) {
        super(refusal.code() + ": " + refusal.text());
        reason = DisconnectReason.LOGIN_REFUSED;
        this.refusal = refusal;
    }

    LoginFailedException(final Refusal.Code code, final String text) {
        this(new Refusal(code, text));
    }

    /** Fails the login if there is a reason to. */
    static void refuseIf(final Refusal refusal) throws LoginFailedException {
        if (refusal != null) {
            throw new LoginFailedException(refusal);
        }
    }

    DisconnectReason reason() {
        return reason;
    }

    /** {@return why it was refused, null if it failed otherwise} */
    Refusal refusal() {
        return refusal;
    }
}

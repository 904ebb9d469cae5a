package io.holdfast.bridge;

import io.holdfast.DailyRoll;
import io.holdfast.PeerName;
import io.holdfast.Refusal;
import io.holdfast.bridge.protocol.Introduction;

/** How a server judges the two names of a login. */
final class LoginNames {
    private LoginNames() {
    }

    /**
     * Checks both names.
     *
     * @param context    of the server
     * @param serverName its effective name
     * @param who        what the client says
     * @return why the login cannot go on, or null
     */
    static Refusal check(final ServerContext context, final String serverName, final Introduction who) {
        if (!PeerName.isValid(who.localName()) || who.localName().equals(serverName)) {
            return new Refusal(Refusal.Code.INVALID_NAME, "the client's name is not a peer name, or is this server's"
                + " own; allowed are 1 to " + PeerName.MAX_LENGTH + " of A-Z a-z 0-9 . _ - without a leading dot");
        }
        if (who.remoteName().isEmpty() || who.remoteName().equals(serverName)) {
            return null;
        }
        if (context.daily() != null && DailyRoll.dayIn(context.name(), who.remoteName()) != null) {
            return rolled(context, serverName);
        }
        return new Refusal(Refusal.Code.WRONG_NAME, "this server is called " + serverName
            + (context.daily() == null ? "" : " today") + "; connect to it by that name or leave the name open");
    }

    /** {@return what a client is told that asks for another session day than the current one} */
    static Refusal rolled(final ServerContext context, final String serverName) {
        return new Refusal(Refusal.Code.SESSION_ROLLED, "this server is called " + serverName + " now, and "
            + context.name() + " with another date on other session days, which begin at " + context.daily()
            + "; leave its name open, or let the client compute it by the same rule");
    }
}

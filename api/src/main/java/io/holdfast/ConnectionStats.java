package io.holdfast;

/** Counters of one connection since this process opened it. Any thread may read them; they never decrease. */
public interface ConnectionStats {
    /** {@return sessions that began} */
    long sessions();

    /** {@return logins that were refused, by either side} */
    long refusals();

    /** {@return messages accepted from the user} */
    long accepted();

    /** {@return sends answered with {@link Connection#BACK_PRESSURED}} */
    long backPressured();

    /** {@return messages written to the peer, those sent again included} */
    long sent();

    /** {@return messages given to the handler, repeated attempts not counted} */
    long received();

    /** {@return messages dropped because this side already had them} */
    long duplicatesDropped();

    /** {@return times the handler answered {@link Action#RETRY} or threw} */
    long retries();

    /** {@return messages skipped by {@link PoisonPolicy#SKIP}} */
    long skipped();

    /** {@return bytes read from the peer} */
    long bytesReceived();

    /** {@return bytes written to the peer} */
    long bytesSent();
}

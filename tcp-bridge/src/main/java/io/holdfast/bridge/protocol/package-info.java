/**
 * The frames of the protocol, drawn once at their descriptors and written down in full in {@code PROTOCOL.md}.
 * <pre>
 *  client                                 server
 *    LOGIN            -----------------&gt;
 *                     &lt;-----------------   LOGIN_OK, or REFUSED, or CHALLENGE
 *    CHALLENGE_RESPONSE, if that asks for one
 *    CONFIRM          -----------------&gt;
 *                     &lt;-----------------   HEARTBEAT: the session has begun
 *    POSITION, DATA, ACK, HEARTBEAT  &lt;--&gt;  the same, both ways at once
 *    CLOSE            -----------------&gt;   (either side)
 * </pre>
 * Frames of the login are objects with {@code encode} and a static {@code decode} that answers anything malformed
 * with a {@link io.holdfast.bridge.protocol.ProtocolException}. Frames of the session are static accessors over a
 * buffer and allocate nothing.
 */
package io.holdfast.bridge.protocol;

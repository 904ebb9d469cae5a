/**
 * The frames of the named-queue protocols: parsed and encoded, without sockets and without a store. Nothing here
 * allocates per frame, and no length in the input is believed before it was held against {@link
 * io.holdfast.bridge.queueserver.protocol.FrameLimits}.
 * <pre>
 *   client                                    server
 *     produce | consume | session   -------&gt;            Role: seven bytes, before anything else
 *     * name_len name msg_len msg   -------&gt;            BaseFrameParser
 *     &gt; name_len name               -------&gt;
 *     / name_len name               -------&gt;
 *                                   &lt;-------  * name_len name msg_len msg      BaseFrames
 *                                   &lt;-------  OK, only if the server was told to
 * </pre>
 * The session protocol's frames, both ways, are drawn in {@link io.holdfast.bridge.queueserver.protocol.SessionFrames}
 * and read by {@link io.holdfast.bridge.queueserver.protocol.SessionFrameParser}, by clients as well as by the server:
 * <pre>
 *   client                                    server
 *     session, HELLO                -------&gt;
 *                                   &lt;-------  CHALLENGE, if the client has to prove a secret
 *     PROOF                         -------&gt;
 *                                   &lt;-------  WELCOME or REFUSED
 *     PRODUCE                       -------&gt;
 *                                   &lt;-------  CONFIRM
 *     SUBSCRIBE, UNSUBSCRIBE        -------&gt;
 *                                   &lt;-------  SUBSCRIBED, DELIVER
 *     ACK                           -------&gt;
 *     HEARTBEAT, CLOSE              &lt;------&gt;  HEARTBEAT, CLOSE
 * </pre>
 * Integers are unsigned and big-endian, of 32 bits in the base protocol; names and messages are any bytes. What is
 * wrong with a frame is a {@link io.holdfast.bridge.queueserver.protocol.Fault}.
 */
package io.holdfast.bridge.queueserver.protocol;

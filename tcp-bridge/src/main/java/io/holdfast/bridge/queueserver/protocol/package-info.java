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
 * Integers are unsigned, 32 bits, big-endian; names and messages are any bytes. What is wrong with a frame is a {@link
 * io.holdfast.bridge.queueserver.protocol.Fault}.
 */
package io.holdfast.bridge.queueserver.protocol;

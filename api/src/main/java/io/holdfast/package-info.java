/**
 * What users of Holdfast program against: durable-until-ack messaging between two named peers.
 *
 * <pre>
 *   offer / tryClaim / batch / reply                     poll
 *   (any thread)                                         (one thread)
 *        │                                                  ▲
 *        ▼                                                  │ Message
 *   send queue on disk ── TCP ──> peer's handler       peer's send queue on disk
 *        ▲                              │ ack
 *        └──────────────────────────────┘
 * </pre>
 *
 * A {@link io.holdfast.Connection} is the pair (local name, remote name). Its outgoing messages are on disk from the
 * moment {@link io.holdfast.Connection#offer(int, byte[], int, int)} returned an index until the peer has consumed
 * them. The library starts no threads: whoever calls {@link io.holdfast.Connection#poll(MessageHandler, int)} drives
 * it, perhaps through a {@link io.holdfast.DutyCycleRunner}. Clients and servers that make connections live in
 * {@code io.holdfast.bridge}.
 */
package io.holdfast;

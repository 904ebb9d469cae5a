/**
 * Clients and servers that make connections over TCP; driven by the user's threads.
 * <pre>
 *   Client ── ClientLogin ─┐                          ┌─ ServerLogin ── LoginDesk ── Server ── ConnectionGroup
 *     (opens, backs off)   │ LoginChannel, ResumeTable │                (accepts, keeps house)   (polls)
 *                          └───────&gt; SessionStart &lt;────┘
 *                                        │  handed over to the thread that polls
 *                                        ▼
 *   PeerConnection ── SessionSlot ── Session ─┬─ Inbound ──&gt; Delivery ──&gt; the user's handler, ReceiveState
 *     (what the user sees)                    └─ Outbound &lt;── LogReader of the SendQueue
 *
 *   ServerLogin ── LoginHandler               who may log in: CertificateLogin, SharedSecretLogin or the user's own
 *     (SecretChallenge)                       a secret is proven both ways: SecretAnswer is the client's side
 *
 *   Server ── ServerRolls ── ServerDay        daily names: one day's connections end, the next day's begin;
 *   Client ── ClientRolls                     DayEnd and LeftBehind tell what is left
 *   ConnectionGroup ── AwakeMembers           a large group polls only the members that may have work
 * </pre>
 * A thread that drives some of this may park: {@code Parking} lets it wait until a socket is ready or somebody who
 * brings work rings.
 * <p>
 * Frames are in {@code protocol}, sockets in {@code channel}, TLS in {@code tls}, proofs of secrets and the files they
 * are read from in {@code login}; {@code PROTOCOL.md} beside the sources is the
 * specification.
 */
package io.holdfast.bridge;

/**
 * The demonstration: a client and a server in processes of their own, one of them killed again and again.
 *
 * <pre>
 *   Demo ── starts, kills, restarts ──> EchoPair: echo-server, echo-client
 *     │                                      │ EchoProgress, a mapped file
 *     └── Timeline ◀── samples ──────────────┘
 *            └── Chart, DemoReport
 * </pre>
 */
package io.holdfast.examples.demo;

/**
 * Trading days that roll while messages flow, on a clock that runs fast.
 *
 * <pre>
 *   AcceleratedClock ──> Server20180714, Server20180715, ... &lt;── three clients: one learns the server's name, one
 *                              │                                 computes it, one has daily names itself
 *                              └── DayLedger: every message accepted was received once or left behind, and told
 * </pre>
 */
package io.holdfast.examples.daily;

/**
 * The one seam between sessions and sockets.
 * <pre>
 *   session ──&gt; Channel ──&gt; NioChannel          the machine's own sockets
 *                       └─&gt; the faulty double    of the tests: splits, stalls, cuts at byte n, refuses, black-holes
 *              Waiter ───&gt; NioWaiter           a selector, for threads that park
 *              StreamBuffer                       bytes on their way from or to a channel
 * </pre>
 */
package io.holdfast.bridge.channel;

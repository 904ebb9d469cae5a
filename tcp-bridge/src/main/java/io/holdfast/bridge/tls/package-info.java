/**
 * TLS below sessions: channels that encrypt what they are given and hand it to a channel below.
 * <pre>
 *   session ──&gt; Channel ──&gt; TlsChannel ──&gt; NioChannel, or the faulty double of the tests
 *                             │    └──&gt; TlsBuffers     bytes that wait to be decrypted, read or sent
 *                             └──&gt; SSLEngine           the JDK's
 *   Network ──&gt; TlsNetwork ──&gt; TlsMaterial             from PEM and PKCS#12 files, read again when they change
 *   Waiter  ──&gt; TlsWaiter                              knows of bytes that are decrypted already
 * </pre>
 */
package io.holdfast.bridge.tls;

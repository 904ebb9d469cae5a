/**
 * TLS below sessions: channels that encrypt what they are given and hand it to a channel below.
 * <pre>
 *   session ──&gt; Channel ──&gt; TlsChannel ──&gt; NioChannel, or the faulty double of the tests
 *                             └──&gt; TlsStream ──&gt; SSLEngine    the JDK's, with buffers before and behind
 *   Network ──&gt; TlsNetwork ──&gt; ReloadedFiles ──&gt; TlsMaterial  of files, read when they change
 *   Waiter  ──&gt; TlsWaiter                           knows of bytes that are decrypted already
 * </pre>
 * The loop around the engine is Holdfast's own. The library tls-channel 0.10.1 was measured in its place: both
 * ends driven by one thread over loopback, JDK 17, TLS 1.3; nanoseconds of the processor and bytes of garbage of both
 * together.
 * <pre>
 *                                        plain          this package       tls-channel
 *   a read while nothing is there          244 ns   0      248 ns       0     2,102 ns     312
 *   64 bytes there and back              3,218 ns   0   12,667 ns   6,480    16,356 ns   7,344
 *   64 bytes, each written by itself     1,414 ns   0    5,021 ns   3,240     6,299 ns   3,658
 *   64 bytes, 256 in one write              14 ns   0       70 ns      39       120 ns      41
 *   16 KiB                               2,167 ns   0   15,302 ns   9,936    31,879 ns  10,578
 * </pre>
 * It says by an exception that a read would have to wait, which a thread that polls pays for in each empty duty cycle;
 * it gives out one record at a time and moves what is behind it; and bytes that it has taken but not sent stay with it
 * until somebody writes again. Garbage is what remains of the JDK's engine: about 1.6 kB for each record, of 16 KiB at
 * most, at each end. So it is little for a message that travels with others, and none while nobody says anything.
 */
package io.holdfast.bridge.tls;

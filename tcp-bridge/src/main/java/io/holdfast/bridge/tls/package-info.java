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
 *   a read while nothing is there          220 ns   0      234 ns       0     1,379 ns     312
 *   64 bytes there and back              2,965 ns   0    9,600 ns   6,432    10,803 ns   7,296
 *   64 bytes, each written by itself     1,266 ns   0    3,016 ns   3,216     4,065 ns   3,634
 *   64 bytes, 256 in one write              10 ns   0       57 ns      39        96 ns      41
 *   16 KiB                               2,089 ns   0   12,495 ns   9,888    22,805 ns  10,529
 * </pre>
 * It says by an exception that a read would have to wait, which a thread that polls pays for in each empty duty cycle;
 * it gives out one record at a time and moves what is behind it; and bytes that it has taken but not sent stay with it
 * until somebody writes again. Garbage is what remains of the JDK's engine: at each end 1.6 kB for a short record and
 * 5 kB for one of 16 KiB. So it is little for a message that travels with others, and none while nobody says anything.
 */
package io.holdfast.bridge.tls;

/**
 * A text file travels: each line of standard input is a message, each message a line of the output.
 *
 * <pre>
 *   stdin ── LineSplitter ── LineFeed ── line k has ordinal k ──> LineReceiver ── LineFile
 *                            (own thread)                          line k of the file is the message with ordinal k
 * </pre>
 *
 * Line and ordinal match on both sides, so neither keeps a position of its own: {@code send --resume} skips as many
 * lines as its connection has accepted, {@code receive --append} writes no line that the file already has.
 */
package io.holdfast.examples.lines;

package io.holdfast.bridge.protocol;

/**
 * What a receiver still knows of a log its peer had before the one it adopted last.
 *
 * @param incarnation of that log
 * @param generation  of that log, as the receiver knew it
 * @param ack         what the receiver had consumed of it
 */
public record Remembered(long incarnation, int generation, long ack) {
}

package io.holdfast;

/**
 * How a login resumed both directions.
 *
 * @param outgoing      which row of the resume table our messages took
 * @param outgoingAfter our messages after this index are sent; 0 is before the first
 * @param incoming      which row the peer's messages took
 * @param incomingAfter the peer's messages after this index are delivered; 0 is before the first
 * @param userData      what the peer's application sent along, never null
 */
public record ResumeReport(ResumeOutcome outgoing, long outgoingAfter,
                           ResumeOutcome incoming, long incomingAfter, byte[] userData) {
}

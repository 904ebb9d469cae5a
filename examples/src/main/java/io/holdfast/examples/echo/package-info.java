/**
 * A server that answers every message and a client that checks the answers, over any number of kills of either.
 *
 * <pre>
 *   EchoSender ── number k has ordinal k ──> server: reply ── one answer per request ──> AnswerCheck
 *                                                                                          │
 *                    EchoProgress, a mapped file: what was seen so far, also by processes that were killed
 * </pre>
 */
package io.holdfast.examples.echo;

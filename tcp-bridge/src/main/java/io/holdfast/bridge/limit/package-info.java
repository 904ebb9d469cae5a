/**
 * What strangers may take: sockets whose other end has not said yet who it is, however many there are and whatever they
 * send or do not send. Of both servers; knows neither.
 * <pre>
 *   a socket ──&gt; AddressLimiter ──&gt; Strangers ──&gt; WorkShare ──&gt; known, or gone
 *                 so many a second      so many at a    so much of the
 *                 of one address        time            thread's time
 *   LineBudget   so many lines a second that this makes the log grow by
 * </pre>
 */
package io.holdfast.bridge.limit;

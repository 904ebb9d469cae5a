/**
 * The shared-memory path: reading the log and the ack of a peer on the same host where they are, and the proof that it
 * is on the same host. The peer's files are only ever read, and nothing in them is trusted.
 */
package io.holdfast.store.shm;

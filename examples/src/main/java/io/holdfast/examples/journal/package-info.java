/**
 * Programs that read a store beside its owner, or a copy of it. They take no lock, open nothing for writing, and also
 * work under another user id.
 */
package io.holdfast.examples.journal;

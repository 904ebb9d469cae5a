package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.store.CursorFile;

/**
 * The two files of a subscriber, open.
 *
 * @param name   of the subscriber
 * @param record who it is
 * @param cursor how far it has come
 */
record SubscriberFiles(String name, SubscriberRecord record, CursorFile cursor) {
}

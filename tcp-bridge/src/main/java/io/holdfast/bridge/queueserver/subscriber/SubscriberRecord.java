package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.CorruptStoreException;
import io.holdfast.store.CheckpointFile;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who a subscriber is and what it subscribed to, in a file that is replaced as a whole. Any thread.
 * <pre>
 *    0 u32 version 2   4 u32 subscriptions   8 i64 life   16 i64 created, epoch nanos   24 u32 name length, name
 *   then u32 length of the principal that it belongs to, principal; 0: it is nobody's
 *   then per subscription  i64 after, u32 name length, name; a length of 0 stands for all queues
 * </pre>
 */
final class SubscriberRecord {
    private static final int VERSION = 2;
    private static final int HEADER_LENGTH = 32;
    private static final int SUBSCRIPTION_LENGTH = 12;
    private static final ByteBuffer ALL = ByteBuffer.allocate(0);

    private final CheckpointFile file;
    private final String name;
    private final long life;
    private final long createdNs;
    private final Map<ByteBuffer, Long> subscriptions = new LinkedHashMap<>();
    private String principal;
    private boolean isChanged;

    SubscriberRecord(final CheckpointFile file, final String name, final long life, final long createdNs) {
        this.file = file;
        this.name = name;
        this.life = life;
        this.createdNs = createdNs;
        isChanged = true;
    }

    /**
     * Reads a file that exists.
     *
     * @throws io.holdfast.StoreException if it cannot be read, or does not hold what was written for this name
     */
    static SubscriberRecord read(final CheckpointFile file, final String name) {
        final ByteBuffer content = file.read();
        if (content == null) {
            throw new CorruptStoreException(file.path(), 0, "the file is not there");
        }
        try {
            final int version = content.getInt();
            final int count = content.getInt();
            final SubscriberRecord record = new SubscriberRecord(file, name, content.getLong(), content.getLong());
            final String found = new String(bytes(content), StandardCharsets.US_ASCII);
            if (version != VERSION || !found.equals(name)) {
                throw new CorruptStoreException(file.path(), 0, "it is version " + version + " of a subscriber named "
                    + found);
            }
            final String owner = new String(bytes(content), StandardCharsets.UTF_8);
            record.principal = owner.isEmpty() ? null : owner;
            for (int i = 0; i < count; i++) {
                final long after = content.getLong();
                record.subscriptions.put(ByteBuffer.wrap(bytes(content)), after);
            }
            record.isChanged = false;
            return record;
        } catch (final BufferUnderflowException e) {
            throw new CorruptStoreException(file.path(), 0, "it ends too early");
        }
    }

    private static byte[] bytes(final ByteBuffer content) {
        final int length = content.getInt();
        if (length < 0 || length > content.remaining()) {
            throw new BufferUnderflowException();
        }
        final byte[] bytes = new byte[length];
        content.get(bytes);
        return bytes;
    }

    long life() {
        return life;
    }

    long createdNs() {
        return createdNs;
    }

    /** {@return the principal that it belongs to, null if it is nobody's} */
    synchronized String principal() {
        return principal;
    }

    /** It belongs to a principal. */
    synchronized void own(final String value) {
        isChanged |= !value.equals(principal);
        principal = value;
    }

    synchronized int size() {
        return subscriptions.size();
    }

    synchronized void add(final byte[] queue, final long after) {
        final Long before = subscriptions.put(ByteBuffer.wrap(queue.clone()), after);
        isChanged |= before == null || before != after;
    }

    synchronized void remove(final byte[] queue) {
        if (queue.length == 0) {
            isChanged |= !subscriptions.isEmpty();
            subscriptions.clear();
        } else {
            isChanged |= subscriptions.remove(ByteBuffer.wrap(queue)) != null;
        }
    }

    /** Each subscription counts from an index on, unless it does from a later one. */
    synchronized void raiseAfter(final long after) {
        for (final Map.Entry<ByteBuffer, Long> one : subscriptions.entrySet()) {
            isChanged |= one.getValue() < after;
            one.setValue(Math.max(one.getValue(), after));
        }
    }

    /** No subscription counts from an index that the log has not given out: it gives it to another message. */
    synchronized void lowerAfter(final long after) {
        for (final Map.Entry<ByteBuffer, Long> one : subscriptions.entrySet()) {
            isChanged |= one.getValue() > after;
            one.setValue(Math.min(one.getValue(), after));
        }
    }

    /** Each subscription counts from the beginning of all. */
    synchronized void restart() {
        isChanged |= !subscriptions.isEmpty();
        subscriptions.replaceAll((queue, after) -> 0L);
    }

    synchronized void forEach(final SubscriptionVisitor visitor) {
        subscriptions.forEach((queue, after) -> visitor.visit(queue.array(), after));
    }

    synchronized boolean isToAll() {
        return subscriptions.containsKey(ALL);
    }

    /** Writes it if it has changed, and returns when that would outlive a power loss. */
    synchronized void save() {
        if (isChanged) {
            file.write(encoded());
            isChanged = false;
        }
    }

    private ByteBuffer encoded() {
        final byte[] ownName = name.getBytes(StandardCharsets.US_ASCII);
        final byte[] owner = principal == null ? new byte[0] : principal.getBytes(StandardCharsets.UTF_8);
        long length = HEADER_LENGTH + ownName.length + owner.length;
        for (final ByteBuffer queue : subscriptions.keySet()) {
            length += SUBSCRIPTION_LENGTH + queue.capacity();
        }
        final ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(VERSION).putInt(subscriptions.size()).putLong(life).putLong(createdNs)
            .putInt(ownName.length).put(ownName).putInt(owner.length).put(owner);
        subscriptions.forEach((queue, after) -> content.putLong(after).putInt(queue.capacity()).put(queue.array()));
        return content.flip();
    }
}

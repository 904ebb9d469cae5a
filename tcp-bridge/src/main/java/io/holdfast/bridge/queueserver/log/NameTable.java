package io.holdfast.bridge.queueserver.log;

import net.openhft.chronicle.core.UnsafeMemory;

import java.util.Arrays;

/**
 * Names of queues, each with two numbers. Finds a name by its bytes in native memory without allocating; adding one
 * copies it. A name keeps its slot until another one is removed. One thread at a time.
 */
public final class NameTable {
    private static final int INITIAL_CAPACITY = 16;

    private long[] hashes = new long[INITIAL_CAPACITY];
    private byte[][] names = new byte[INITIAL_CAPACITY][];
    private long[] firsts = new long[INITIAL_CAPACITY];
    private long[] seconds = new long[INITIAL_CAPACITY];
    private int size;
    private long bytes;

    /** {@return how many names there are} */
    public int size() {
        return size;
    }

    /** {@return how long all names are together, in bytes} */
    public long bytes() {
        return bytes;
    }

    /** {@return how many slots there are; those without a name among them} */
    public int capacity() {
        return names.length;
    }

    /**
     * Looks into a slot.
     *
     * @param slot from 0 to {@link #capacity()} - 1
     * @return the name there, not to be changed; null if there is none
     */
    public byte[] name(final int slot) {
        return names[slot];
    }

    /**
     * Finds a name.
     *
     * @param hash    of the name, by {@link NameHash}
     * @param address of the name
     * @param length  in bytes
     * @return its slot, or -1
     */
    public int find(final long hash, final long address, final int length) {
        int slot = (int) hash & names.length - 1;
        while (names[slot] != null) {
            if (hashes[slot] == hash && isSame(names[slot], address, length)) {
                return slot;
            }
            slot = slot + 1 & names.length - 1;
        }
        return -1;
    }

    /**
     * Adds a name that is not there yet, with both numbers 0.
     *
     * @param hash    of the name, by {@link NameHash}
     * @param address of the name
     * @param length  in bytes
     * @return its slot
     */
    public int add(final long hash, final long address, final int length) {
        if (2 * (size + 1) > names.length) {
            grow();
        }
        final byte[] name = new byte[length];
        UnsafeMemory.UNSAFE.copyMemory(null, address, name, UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class), length);
        size++;
        bytes += length;
        return put(hash, name, 0, 0);
    }

    /**
     * Removes a name.
     *
     * @param slot where it is; others may have moved afterwards
     */
    public void remove(final int slot) {
        bytes -= names[slot].length;
        names[slot] = null;
        size--;
        int next = slot + 1 & names.length - 1;
        while (names[next] != null) {
            final byte[] name = names[next];
            names[next] = null;
            put(hashes[next], name, firsts[next], seconds[next]);
            next = next + 1 & names.length - 1;
        }
    }

    /** Removes all names, and gives back their memory. */
    public void clear() {
        hashes = new long[INITIAL_CAPACITY];
        names = new byte[INITIAL_CAPACITY][];
        firsts = new long[INITIAL_CAPACITY];
        seconds = new long[INITIAL_CAPACITY];
        size = 0;
        bytes = 0;
    }

    /**
     * Reads the first number.
     *
     * @param slot of a name
     * @return the number
     */
    public long first(final int slot) {
        return firsts[slot];
    }

    /**
     * Reads the second number.
     *
     * @param slot of a name
     * @return the number
     */
    public long second(final int slot) {
        return seconds[slot];
    }

    /**
     * Sets both numbers.
     *
     * @param slot   of a name
     * @param first  the first one
     * @param second the second one
     */
    public void set(final int slot, final long first, final long second) {
        firsts[slot] = first;
        seconds[slot] = second;
    }

    private int put(final long hash, final byte[] name, final long first, final long second) {
        int slot = (int) hash & names.length - 1;
        while (names[slot] != null) {
            slot = slot + 1 & names.length - 1;
        }
        hashes[slot] = hash;
        names[slot] = name;
        set(slot, first, second);
        return slot;
    }

    private void grow() {
        final long[] oldHashes = hashes;
        final byte[][] oldNames = names;
        final long[] oldFirsts = firsts;
        final long[] oldSeconds = seconds;
        hashes = new long[oldNames.length * 2];
        names = new byte[oldNames.length * 2][];
        firsts = Arrays.copyOf(firsts, oldNames.length * 2);
        seconds = Arrays.copyOf(seconds, oldNames.length * 2);
        for (int slot = 0; slot < oldNames.length; slot++) {
            if (oldNames[slot] != null) {
                put(oldHashes[slot], oldNames[slot], oldFirsts[slot], oldSeconds[slot]);
            }
        }
    }

    private static boolean isSame(final byte[] name, final long address, final int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != UnsafeMemory.UNSAFE.getByte(address + i)) {
                return false;
            }
        }
        return true;
    }
}

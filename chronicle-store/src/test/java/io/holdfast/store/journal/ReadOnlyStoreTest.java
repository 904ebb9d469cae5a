package io.holdfast.store.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.RandomDataInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is mapped for reading can be read in every way, and written in none. */
class ReadOnlyStoreTest {
    private static final int LENGTH = 64;
    /** Not those that take an address, which may be wrong in any memory. */
    private static final Pattern WRITING = Pattern.compile("(write|append|prepend|compareAndSwap|addAndGet|testAndSet"
        + "|zeroOut|move|delete|insert|reverse|compact|unwrite|copyFrom|clearAndPad).*");

    private final BytesStore<?, ?> memory = BytesStore.nativeStore(LENGTH);
    private final ReadOnlyStore store = new ReadOnlyStore();
    private final byte[] content = new byte[LENGTH];

    @BeforeEach
    void fill() {
        for (int i = 0; i < LENGTH; i++) {
            content[i] = (byte) (i * 7 + 1);
        }
        memory.write(0, content);
        store.set(memory.addressForRead(0), LENGTH);
    }

    @AfterEach
    void release() {
        memory.releaseLast();
    }

    private Bytes<?> view() {
        final Bytes<?> view = store.bytesForRead();
        view.singleThreadedCheckDisabled(true);
        view.readPositionRemaining(0, LENGTH);
        return view;
    }

    @Test
    void everyWayOfReadingWorks() {
        final Bytes<?> view = view();

        assertArrayEquals(content, view.toByteArray());
        assertEquals(memory.readLong(8), view.readLong(8));
        assertEquals(memory.readInt(0), view.readInt());
        assertEquals(memory.readByte(4), view.readByte());
        final ByteBuffer copy = ByteBuffer.allocate(10);
        view.readPosition(20);
        view.read(copy);
        assertEquals(content[29], copy.get(9));
        final Bytes<?> other = Bytes.allocateElasticDirect();
        view.readPosition(0);
        other.write(view);
        assertArrayEquals(content, other.toByteArray());
        other.releaseLast();
    }

    @Test
    void noMethodChangesAByte() throws IllegalAccessException {
        final Set<String> tried = new TreeSet<>();
        final List<String> writers = new ArrayList<>();
        for (final Object target : List.of(store, view())) {
            for (final Method method : target.getClass().getMethods()) {
                if (!Modifier.isStatic(method.getModifiers()) && WRITING.matcher(method.getName()).matches()) {
                    tryOut(method, target == store ? store : view());
                    tried.add(method.getName());
                    if (!Arrays.equals(content, memory.toByteArray())) {
                        writers.add(method.toString());
                        memory.write(0, content);
                    }
                }
            }
        }
        assertEquals(List.of(), writers);
        assertTrue(tried.containsAll(Set.of("writeByte", "writeLong", "compareAndSwapLong", "zeroOut", "write",
            "append", "move", "writeUtf8")), tried.toString());
    }

    private void tryOut(final Method method, final Object target) throws IllegalAccessException {
        try {
            method.invoke(target, arguments(method));
        } catch (final InvocationTargetException | IllegalArgumentException refused) {
            // which is as good as leaving the bytes alone
        }
    }

    private Object[] arguments(final Method method) {
        final Class<?>[] types = method.getParameterTypes();
        final Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(types[i], i);
        }
        return arguments;
    }

    private Object argument(final Class<?> type, final int place) {
        if (type == long.class) {
            return place == 0 ? 0L : 4L;
        }
        if (type == int.class) {
            return place == 0 ? 0 : 4;
        }
        if (type == byte.class) {
            return (byte) 0x55;
        }
        if (type == short.class) {
            return (short) 0x5555;
        }
        if (type == char.class) {
            return 'U';
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == float.class) {
            return 0.5f;
        }
        if (type == double.class) {
            return 0.5;
        }
        return reference(type);
    }

    private Object reference(final Class<?> type) {
        if (type == byte[].class) {
            return new byte[] {1, 2, 3, 4, 5, 6, 7, 8};
        }
        if (type == char[].class) {
            return "abcdefgh".toCharArray();
        }
        if (type == ByteBuffer.class) {
            return ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        if (type == String.class || type == CharSequence.class) {
            return "abcdefgh";
        }
        if (type.isAssignableFrom(Bytes.class) || type == RandomDataInput.class || type == BytesStore.class
            || type == Bytes.class) {
            return Bytes.from("abcdefgh");
        }
        return type == PointerBytesStore.class ? store : null;
    }
}

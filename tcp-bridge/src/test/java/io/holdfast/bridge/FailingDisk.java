package io.holdfast.bridge;

import io.holdfast.store.Disk;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;

/** A disk of which one operation fails on some paths, for as long as it is told to. */
final class FailingDisk {
    volatile String failing = "";
    volatile Predicate<Path> where = path -> true;

    /** What a store is opened on. */
    Disk disk() {
        return (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
                if (method.getName().equals(failing)
                    && Arrays.stream(arguments).anyMatch(each -> each instanceof Path path && where.test(path))) {
                    throw new IOException("Input/output error");
                }
                try {
                    return method.invoke(Disk.REAL, arguments);
                } catch (final InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    }
}

package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns a peer's folder, or owned it last, as the file {@code owner} tells; found out without going near the lock.
 *
 * @param liveness how it is with that process
 * @param pid      of the process, 0 if it is not known
 * @param host     it runs on, null if it is not known
 * @param started  when it was started, as its own machine tells; null if it is not known
 * @param detail   in words, what else there is to say about the liveness; empty if there is nothing
 */
public record Owner(Liveness liveness, long pid, String host, Instant started, String detail) {
    private static final String UNKNOWN = "unknown";
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final String INODE = "unix:ino";

    /** The kernel tells the start of a process by way of the wall clock, rounded anew in each boot of Java. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    /** How it is with the process that {@code owner} names. */
    public enum Liveness {
        /** No process has taken the folder since the last one let go of it in order. */
        NONE,
        /** It runs. */
        ALIVE,
        /** It ended without letting go, be it killed or with its machine. */
        ENDED,
        /** It is, or was, on another host, or in a container with another name; whether it runs cannot be seen. */
        ELSEWHERE,
        /** What the file says cannot be read. */
        UNREADABLE
    }

    /** {@return whether the owner is known to run} */
    public boolean isAlive() {
        return liveness == Liveness.ALIVE;
    }

    /**
     * {@return who owns a folder; never fails}
     *
     * @param folder of a local peer
     */
    public static Owner of(final Path folder) {
        final Path file = folder.resolve(OwnerLock.OWNER_NAME);
        try {
            return of(folder, TextRecord.decode(file, RegularFile.read(file)));
        } catch (final NoSuchFileException e) {
            return new Owner(Liveness.NONE, 0, null, null, "");
        } catch (final CorruptStoreException e) {
            return new Owner(Liveness.UNREADABLE, 0, null, null, e.getMessage());
        } catch (final IOException e) {
            return new Owner(Liveness.UNREADABLE, 0, null, null, e.toString());
        }
    }

    private static Owner of(final Path folder, final Map<String, String> values) throws IOException {
        final String pidText = values.getOrDefault("pid", "");
        final long pid = pidText.matches("\\d{1,18}") ? Long.parseLong(pidText) : 0;
        final String host = values.get("host");
        final Instant started = instant(values.get("started"));
        if (!hostName().equals(host)) {
            return new Owner(Liveness.ELSEWHERE, pid, host, started, isThisBoot(values)
                ? "it has another host name, but runs on this machine: a container, or the name was changed" : "");
        }
        final Optional<ProcessHandle> process = pid == 0 ? Optional.empty() : ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return new Owner(Liveness.ENDED, pid, host, started, isThisBoot(values) ? ""
                : "the machine was started anew since");
        }
        if (isSame(process.get(), values.get("started"), started) || holdsLock(folder, pid)) {
            return new Owner(Liveness.ALIVE, pid, host, started, "");
        }
        return new Owner(Liveness.ENDED, pid, host, started, "another process has its pid now");
    }

    private static boolean isThisBoot(final Map<String, String> values) {
        return BootId.ofMachine().toString().equals(values.get("bootId"));
    }

    private static boolean isSame(final ProcessHandle process, final String startedText, final Instant started) {
        final String found = started(process);
        final Instant now = instant(found);
        return found.equals(startedText) || now != null && started != null
            && Duration.between(started, now).abs().compareTo(SAME_START) <= 0;
    }

    /**
     * {@return whether the kernel lists a lock of a process on the lock file: the clock may have been set since the
     * process was started, and with it what the kernel tells of its start}
     */
    private static boolean holdsLock(final Path folder, final long pid) throws IOException {
        final Path lockFile = folder.resolve(OwnerLock.LOCK_NAME);
        if (!Files.isReadable(LOCKS) || !Files.exists(lockFile)) {
            return false;
        }
        final String lock = ".* " + pid + " [0-9a-f]+:[0-9a-f]+:" + Files.getAttribute(lockFile, INODE) + " .*";
        return Files.readAllLines(LOCKS).stream().anyMatch(line -> line.matches(lock));
    }

    private static Instant instant(final String text) {
        try {
            return text == null || text.equals(UNKNOWN) ? null : Instant.parse(text);
        } catch (final DateTimeParseException notATime) {
            return null;
        }
    }

    static String started(final ProcessHandle process) {
        return process.info().startInstant().map(Object::toString).orElse(UNKNOWN);
    }

    static String hostName() throws IOException {
        return Files.isReadable(HOST_NAME) ? Files.readString(HOST_NAME).strip() : UNKNOWN;
    }

    /** {@return in words, the process; whether it runs stands elsewhere} */
    String process() {
        return "process pid=" + pid + " started=" + (started == null ? UNKNOWN : started) + " host="
            + (host == null ? UNKNOWN : host);
    }
}

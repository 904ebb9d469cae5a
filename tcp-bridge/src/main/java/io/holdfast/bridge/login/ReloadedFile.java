package io.holdfast.bridge.login;

import io.holdfast.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What a small text file says now. Whoever asks has it read again, once a second at most. While what it says cannot be
 * used, or it is gone, what it said before counts, and one line in the log says why. Whoever changes such a file writes
 * another and renames it, so that it is never seen by halves. Any thread.
 *
 * @param <T> what the text means; immutable
 */
public final class ReloadedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);
    private static final long LOOK_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private final GuardedFile file;
    private final Function<String, T> parser;
    private final Clock clock;
    private byte[] text;
    private T current;
    private String fault;
    private long lookedNs;

    private ReloadedFile(final GuardedFile file, final Clock clock, final Function<String, T> parser) {
        this.file = file;
        this.clock = clock;
        this.parser = parser;
    }

    /**
     * Reads a file for the first time.
     *
     * @param path   of it
     * @param guard  who may have access to it
     * @param clock  tells when to look again
     * @param parser throws {@link IllegalArgumentException} if the text cannot be used, saying why without showing
     *               anything secret
     * @param <T>    what the text means
     * @return the file
     * @throws IllegalArgumentException naming the file and the fault, if it cannot be read or used
     */
    public static <T> ReloadedFile<T> open(final Path path, final GuardedFile.Guard guard, final Clock clock,
                                           final Function<String, T> parser) {
        final ReloadedFile<T> opened = new ReloadedFile<>(new GuardedFile(path, guard), clock, parser);
        opened.lookedNs = clock.monotonicNs();
        opened.look();
        if (opened.fault != null) {
            throw new IllegalArgumentException(opened.fault);
        }
        return opened;
    }

    /** {@return what the file says; what it said before if that cannot be used} */
    public synchronized T current() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - lookedNs >= LOOK_EVERY_NS) {
            lookedNs = nowNs;
            final String faultBefore = fault;
            final T before = current;
            look();
            if (fault != null && !Objects.equals(fault, faultBefore)) {
                LOG.error("{}; what it said before counts until that is mended", fault);
            } else if (current != before) {
                LOG.info("{} has changed, and counts from now on", file.path());
            }
        }
        return current;
    }

    private void look() {
        try {
            final byte[] found = file.read();
            if (!MessageDigest.isEqual(found, text)) {
                current = parser.apply(GuardedFile.utf8(found));
                text = found;
            }
            fault = null;
        } catch (final IOException e) {
            fault = file.path() + " cannot be read: " + e;
        } catch (final IllegalArgumentException e) {
            fault = file.path() + " cannot be used: " + e.getMessage();
        }
    }
}

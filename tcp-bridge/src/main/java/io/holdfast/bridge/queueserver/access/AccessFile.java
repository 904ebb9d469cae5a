package io.holdfast.bridge.queueserver.access;

import io.holdfast.Clock;
import io.holdfast.bridge.login.GuardedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Rules in a file, which is read again every half second. What has changed counts once it was found twice in a row, so
 * that a file that is just being written is not taken by halves; if it is bad or gone, the rules stay as they are, and
 * one line says so. One thread looks, any asks for the {@link #rules()}.
 */
public final class AccessFile {
    private static final Logger LOG = LoggerFactory.getLogger(AccessFile.class);
    private static final long CHECK_NS = 500_000_000;

    private final GuardedFile file;
    private final Clock clock;
    private Finding last;
    /** What the rules are of, or what was reported instead. */
    private Finding settled;
    private long checkedNs;
    private volatile AccessRules rules;

    /** What reading the file gave: its text, or why there is none. */
    private record Finding(String text, String fault) {
    }

    private AccessFile(final Path path, final Clock clock) {
        file = new GuardedFile(path, GuardedFile.Guard.OTHERS_MAY_READ);
        this.clock = clock;
        checkedNs = clock.monotonicNs();
        last = find();
        settled = last;
        if (last.fault != null) {
            throw new IllegalArgumentException(last.fault);
        }
        rules = parsed(last);
    }

    /**
     * Reads a file.
     *
     * @param path  of the file
     * @param clock tells when to look again
     * @return the file with its rules
     * @throws IllegalArgumentException with the path and all faults, if there are no rules that could be taken
     */
    public static AccessFile open(final Path path, final Clock clock) {
        return new AccessFile(path, clock);
    }

    /** {@return the rules as they are now; any thread} */
    public AccessRules rules() {
        return rules;
    }

    /**
     * Looks whether the file has changed, if it is time to.
     *
     * @return how much was done
     */
    public int doWork() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - checkedNs < CHECK_NS) {
            return 0;
        }
        checkedNs = nowNs;
        final Finding found = find();
        final boolean isStable = found.equals(last);
        last = found;
        if (!isStable || found.equals(settled)) {
            return 0;
        }
        settled = found;
        settle(found);
        return 1;
    }

    private void settle(final Finding found) {
        String fault = found.fault;
        if (fault == null) {
            try {
                rules = parsed(found);
                LOG.info("{} has changed, and counts from now on", file.path());
            } catch (final IllegalArgumentException e) {
                fault = e.getMessage();
            }
        }
        if (fault != null) {
            LOG.error("{}; what it said before counts until that is mended", fault);
        }
    }

    private AccessRules parsed(final Finding found) {
        try {
            return AccessRules.parse(found.text);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(file.path() + " cannot be used as access rules: " + e.getMessage(), e);
        }
    }

    private Finding find() {
        try {
            return new Finding(file.readText(), null);
        } catch (final IOException e) {
            return new Finding(null, "the access rules " + file.path() + " cannot be read: " + e);
        } catch (final IllegalArgumentException e) {
            return new Finding(null, file.path() + " cannot be used as access rules: " + e.getMessage());
        }
    }
}

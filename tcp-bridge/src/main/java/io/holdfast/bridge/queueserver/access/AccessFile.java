package io.holdfast.bridge.queueserver.access;

import io.holdfast.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;

/**
 * Rules in a file, which is read again every half second. What has changed counts once it was found twice in a row, so
 * that a file that is just being written is not taken by halves; if it is bad or gone, the rules stay as they are, and
 * one line says so. One thread looks, any asks for the {@link #rules()}.
 */
public final class AccessFile {
    /** The longest file, in bytes. */
    public static final int MAX_LENGTH = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(AccessFile.class);
    private static final long CHECK_NS = 500_000_000;

    private final Path path;
    private final Clock clock;
    private Finding last;
    /** What the rules are of, or what was reported instead. */
    private Finding settled;
    private long checkedNs;
    private volatile AccessRules rules;

    /** What reading the file gave: its bytes, or why there are none. */
    private record Finding(byte[] text, String fault) {
        boolean isSameAs(final Finding other) {
            return Arrays.equals(text, other.text) && Objects.equals(fault, other.fault);
        }
    }

    private AccessFile(final Path path, final Clock clock) {
        this.path = path;
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
        final boolean isStable = found.isSameAs(last);
        last = found;
        if (!isStable || found.isSameAs(settled)) {
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
                LOG.info("{}: the rules have changed, and count from now on", path);
            } catch (final IllegalArgumentException e) {
                fault = e.getMessage();
            }
        }
        if (fault != null) {
            LOG.error("{}; the rules stay as they were until it is mended", fault);
        }
    }

    private AccessRules parsed(final Finding found) {
        try {
            return AccessRules.parse(found.text);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("the access rules " + path + " are no such rules: " + e.getMessage(), e);
        }
    }

    private Finding find() {
        try {
            final String fault = permissionFault();
            return fault == null ? read() : new Finding(null, fault);
        } catch (final NoSuchFileException e) {
            return new Finding(null, "the access rules " + path + " are not there");
        } catch (final IOException e) {
            return new Finding(null, "the access rules " + path + " cannot be read: " + e);
        }
    }

    private Finding read() throws IOException {
        if (!Files.isRegularFile(path)) {
            return new Finding(null, "the access rules " + path + " are not in a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            final byte[] text = in.readNBytes(MAX_LENGTH + 1);
            return text.length <= MAX_LENGTH ? new Finding(text, null)
                : new Finding(null, "the access rules " + path + " have more than " + MAX_LENGTH + " bytes");
        }
    }

    /** Who may write to the file gives himself any right. */
    private String permissionFault() throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return null;
        }
        final Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        final boolean isOpen = permissions.contains(PosixFilePermission.GROUP_WRITE)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE);
        return isOpen ? "the access rules " + path + " may be written by others than their owner; do: chmod go-w "
            + path : null;
    }
}

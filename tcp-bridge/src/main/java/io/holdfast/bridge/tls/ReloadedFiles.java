package io.holdfast.bridge.tls;

import io.holdfast.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * What the files of a context say now: they are looked at again now and then, and read again when one was changed.
 * While what they say cannot be used, what they said before counts. Any thread.
 */
final class ReloadedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedFiles.class);

    private final TlsContext context;
    private final Clock clock;
    private SSLContext current;
    private List<Object> stamps;
    private long lookedNs;

    /**
     * Reads them for the first time.
     *
     * @throws IOException naming the file, if one cannot be used
     */
    ReloadedFiles(final TlsContext context, final Clock clock) throws IOException {
        this.context = context;
        this.clock = clock;
        lookedNs = clock.monotonicNs();
        stamps = stamps();
        current = TlsMaterial.load(context);
    }

    /** {@return what a new socket is to use} */
    synchronized SSLContext current() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - lookedNs >= context.reloadCheckNs()) {
            lookedNs = nowNs;
            final List<Object> found = stamps();
            if (!found.equals(stamps)) {
                stamps = found; // also if they cannot be used: said once
                reload();
            }
        }
        return current;
    }

    private void reload() {
        try {
            current = TlsMaterial.load(context);
            LOG.info("the files for TLS have changed, new sessions use them: files={}", context.files());
        } catch (final IOException e) {
            LOG.error("the files for TLS have changed and cannot be used, new sessions go on with what they said"
                + " before: files={}: {}", context.files(), e.getMessage());
        }
    }

    /** {@return what changes when one of the files does} */
    private List<Object> stamps() {
        final List<Object> found = new ArrayList<>();
        for (final Path file : context.files()) {
            try {
                final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                found.add(attributes.lastModifiedTime());
                found.add(attributes.size());
                found.add(String.valueOf(attributes.fileKey()));
            } catch (final IOException e) {
                LOG.debug("a file for TLS is not there: file={}", file, e);
                found.add("not there");
            }
        }
        return found;
    }
}

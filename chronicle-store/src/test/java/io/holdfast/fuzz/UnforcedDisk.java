package io.holdfast.fuzz;

import io.holdfast.store.ForwardingDisk;

import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The file system, which is never waited for. */
public final class UnforcedDisk extends ForwardingDisk {
    @Override
    public void force(final FileChannel file, final Path path) {
        // nobody pulls a plug here
    }

    @Override
    public void forceFolder(final Path folder) {
        // nobody pulls a plug here
    }
}

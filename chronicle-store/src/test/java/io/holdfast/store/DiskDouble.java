package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The file system, which tells what it was asked to wait for, and may be told to fail. */
public final class DiskDouble extends ForwardingDisk {
    /** Names of the files and folders that were forced, in order. */
    public final List<String> forced = new ArrayList<>();

    /** Names of the files written to. */
    public final List<String> written = new ArrayList<>();

    private String failing;
    private Consumer<String> beforeForce = name -> { };

    /** Sets how the names begin of what cannot be forced; null if all can. */
    public void failing(final String value) {
        failing = value;
    }

    /** Sets what is called before anything is forced. */
    public void beforeForce(final Consumer<String> value) {
        beforeForce = value;
    }

    private void force(final Path path) throws IOException {
        final String name = path.getFileName().toString();
        beforeForce.accept(name);
        if (failing != null && name.startsWith(failing)) {
            throw new IOException("no force for " + name);
        }
        forced.add(name);
    }

    /** Answers what was forced since the last call. */
    public List<String> takeForced() {
        final List<String> taken = List.copyOf(forced);
        forced.clear();
        return taken;
    }

    @Override
    public void force(final FileChannel file, final Path path) throws IOException {
        force(path);
        super.force(file, path);
    }

    @Override
    public void forceFolder(final Path folder) throws IOException {
        force(folder);
        super.forceFolder(folder);
    }

    @Override
    public int write(final FileChannel file, final Path path, final ByteBuffer bytes, final long position)
        throws IOException {
        written.add(path.getFileName().toString());
        return super.write(file, path, bytes, position);
    }
}

package io.holdfast.examples.lines;

import io.holdfast.examples.command.TemporaryFolder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** What can happen to the files of one side's connection while the other side reads them. */
enum PeerDamage {
    /** The log's newest file has no bytes any more. */
    LOG_CUT_TO_NOTHING {
        @Override
        void inflictOn(final Path connection, final Random random) throws IOException {
            cut(newestCycle(connection), 0);
        }
    },
    /** The log's newest file has half of the bytes that were written to it. */
    LOG_CUT_TO_HALF {
        @Override
        void inflictOn(final Path connection, final Random random) throws IOException {
            final Path cycle = newestCycle(connection);
            cut(cycle, endOfWritten(cycle) / 2);
        }
    },
    /** Everything from the middle of the log on is rubbish. */
    LOG_OVERWRITTEN {
        @Override
        void inflictOn(final Path connection, final Random random) throws IOException {
            final Path cycle = newestCycle(connection);
            final long end = endOfWritten(cycle);
            overwrite(cycle, end / 2, (int) (end - end / 2) + PAGE, random);
        }
    },
    /** Some bytes of what was written last are others, be they a length or a letter. */
    LOG_BYTES_CHANGED {
        @Override
        void inflictOn(final Path connection, final Random random) throws IOException {
            final Path cycle = newestCycle(connection);
            final long end = endOfWritten(cycle);
            for (int i = 0; i < CHANGES; i++) {
                overwrite(cycle, end / 2 + random.nextInt((int) (end / 2)), 1, random);
            }
        }
    },
    /** The state file has no bytes any more. */
    STATE_CUT {
        @Override
        void inflictOn(final Path connection, final Random random) throws IOException {
            cut(connection.resolve("state"), 0);
        }
    },
    /** The ack file has no bytes any more. */
    ACK_CUT {
        @Override
        void inflictOn(final Path connection, final Random random) throws IOException {
            cut(connection.resolve("ack"), 0);
        }
    },
    /** The ack file holds nothing but rubbish. */
    ACK_OVERWRITTEN {
        @Override
        void inflictOn(final Path connection, final Random random) throws IOException {
            overwrite(connection.resolve("ack"), 0, PAGE, random);
        }
    },
    /** All files are gone. */
    FOLDER_DELETED {
        @Override
        void inflictOn(final Path connection, final Random random) {
            TemporaryFolder.delete(connection);
        }
    };

    private static final int PAGE = 4096;
    private static final int CHANGES = 1000;

    /**
     * Does it.
     *
     * @param connection the folder of the connection
     * @param random     decides what the rubbish is
     */
    abstract void inflictOn(Path connection, Random random) throws IOException;

    private static Path newestCycle(final Path connection) throws IOException {
        Path newest = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(connection.resolve("send"), "*.cq4")) {
            for (final Path file : files) {
                newest = newest == null || file.compareTo(newest) > 0 ? file : newest;
            }
        }
        return newest;
    }

    /** {@return where the zeros begin that are the space for what is still to come} */
    private static long endOfWritten(final Path file) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 1 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void cut(final Path file, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void overwrite(final Path file, final long position, final int length, final Random random)
        throws IOException {
        final byte[] rubbish = new byte[length];
        random.nextBytes(rubbish);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(rubbish), position);
        }
    }
}

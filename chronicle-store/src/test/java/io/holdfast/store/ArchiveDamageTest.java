package io.holdfast.store;

import io.holdfast.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Archives that are damaged, or made by somebody who means harm: all of what was packed is restored, or nothing. */
class ArchiveDamageTest {
    private static final int FLIPS = Integer.getInteger("holdfast.archiveFlips", 150);
    private static final int MESSAGES = 40;

    @TempDir
    private Path folder;
    private Path other;
    private Path archive;
    private byte[] packed;

    @BeforeEach
    void setUp() throws IOException {
        other = folder.resolve("other");
        archive = folder.resolve("archive");
        final Path store = folder.resolve("store");
        try (StoreRoot root = Connections.root(store)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            for (int i = 0; i < MESSAGES; i++) {
                Connections.offer(queue, i, 100);
            }
        }
        ConnectionArchive.write(store.resolve("Client/Server"), archive, 1, ArchiveProgress.NONE);
        packed = Files.readAllBytes(archive);
    }

    private StoreException restoreFails() throws IOException {
        final StoreException error = assertThrows(StoreException.class, this::restore);
        assertFalse(Files.exists(other), error::toString);
        return error;
    }

    private void restore() {
        ArchiveRestore.restore(archive, other, Connections.context(), ArchiveProgress.NONE);
    }

    @Test
    void aFlippedBitLetsNothingElseThroughThanWhatWasPacked() throws IOException {
        final long seed = new Random().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < FLIPS; i++) {
            final byte[] damaged = packed.clone();
            final int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(archive, damaged);
            try {
                restore();
            } catch (final StoreException refused) {
                assertFalse(Files.exists(other.resolve("Client/Server")), "seed=" + seed + " at=" + at);
                continue;
            }
            assertWhole("seed=" + seed + " at=" + at);
            Folders.delete(other);
        }
    }

    private void assertWhole(final String when) {
        try (StoreRoot root = Connections.root(other)) {
            final SendQueue queue = root.connection("Server").sendQueue();
            assertEquals(MESSAGES, queue.lastOrdinal(), when);
            try (LogReader reader = queue.log().reader()) {
                for (int i = 0; i < MESSAGES; i++) {
                    assertTrue(reader.next(), when);
                    assertEquals(i, reader.type(), when);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.3, 0.9, 0.999})
    void anArchiveThatIsCutIsRefused(final double part) throws IOException {
        Files.write(archive, Arrays.copyOf(packed, (int) (packed.length * part)));

        restoreFails();
    }

    @Test
    void whatIsNoArchiveIsToldInALine() throws IOException {
        Files.writeString(archive, "a letter");
        assertTrue(restoreFails().getMessage().contains("not an archive"));

        final Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("photo.png", new byte[10]);
        write(entries);
        assertTrue(restoreFails().getMessage().contains("not the manifest"));

        Files.delete(archive);
        assertTrue(restoreFails().getMessage().contains("cannot be read"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "send/|../../../evil/|not a file of a connection",
        "send/|send/../../../../evil/|not a file of a connection",
        "send/|/tmp/evil/|not a file of a connection",
        "local=Client|local=../Client|not a peer name",
        "remote=Server|remote=..|not a peer name",
        "remote=Server|remote=owner.lock|store's own files",
        "files=4|files=2000000000|missing",
        "files=4|files=-1|missing",
        "files=4|files=3|missing",
        "version=1|version=2|use the Holdfast version",
        "state,4096,4096|state,4096000,4096|not a file of a connection",
        "session,|session,9|not a file of a connection",
        "messages=|massages=|missing",
    })
    void aManifestThatLiesIsRefused(final String from, final String to, final String expected) throws IOException {
        final Map<String, byte[]> entries = entries();
        final Map<String, String> manifest = TextRecord.decode(archive, entries.get("manifest"));
        final String[] text = new String(TextRecord.encode(manifest), StandardCharsets.UTF_8).split("crc=");
        final Map<String, String> changed = new LinkedHashMap<>();
        for (final String line : text[0].replace(from, to).split("\n")) {
            changed.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        final Map<String, byte[]> renamed = new LinkedHashMap<>();
        entries.forEach((name, content) -> renamed.put(name.replace(from, to), content));
        renamed.put("manifest", TextRecord.encode(changed));
        write(renamed);

        final RuntimeException error = assertThrows(RuntimeException.class, this::restore);

        assertTrue(error.getMessage().contains(expected), error::toString);
        assertFalse(Files.exists(folder.resolve("evil")));
        assertFalse(Files.exists(other.resolve("Client/Server")));
    }

    @Test
    void moreOrOtherThanTheManifestSaysIsRefused() throws IOException {
        final Map<String, byte[]> more = entries();
        more.put("../evil", new byte[5]);
        write(more);
        assertTrue(restoreFails().getMessage().contains("does not name"));

        final Map<String, byte[]> longer = entries();
        longer.put("session", Arrays.copyOf(longer.get("session"), 1 << 20));
        write(longer);
        assertTrue(restoreFails().getMessage().contains("more than"));

        final Map<String, byte[]> shorter = entries();
        shorter.put("session", new byte[3]);
        write(shorter);
        assertTrue(restoreFails().getMessage().contains("early"));
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefused() throws IOException {
        final Map<String, byte[]> entries = entries();
        final Map<String, String> manifest = TextRecord.decode(archive, entries.get("manifest"));
        manifest.put("incarnation", "1234");
        entries.put("manifest", TextRecord.encode(manifest));
        write(entries);

        final StoreException error = assertThrows(StoreException.class, this::restore);

        assertTrue(error.getMessage().contains("state file is not that of the log"), error.getMessage());
        assertFalse(Files.exists(other.resolve("Client/Server")));
        assertFalse(Files.exists(other.resolve("Client/.import-Server")));
    }

    private Map<String, byte[]> entries() throws IOException {
        Files.write(archive, packed);
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (final Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                final ZipEntry entry = all.nextElement();
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private void write(final Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (final Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }
}

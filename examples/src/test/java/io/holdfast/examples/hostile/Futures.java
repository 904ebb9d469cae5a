package io.holdfast.examples.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Files as a later version of Holdfast may write them: whole, with right checksums, of a version not known here. */
final class Futures {
    private static final byte LATER = 2;
    private static final int STATE_SLOT = 64;
    private static final int STATE_FORMAT = 28;
    private static final int STATE_CRC = 60;
    private static final int ACK_VERSION = 4;
    private static final int ACK_CRC = 12;
    private static final int PREAMBLE = 33_040 + 24;
    private static final int PREAMBLE_VERSION = 4;
    private static final int PREAMBLE_CRC = 200;
    private static final int FIRST_RECORD = 33_268;
    private static final int RECORD_VERSION = 4;
    private static final int LENGTH_MASK = 0x3fff_ffff;

    private Futures() {
    }

    static void addTo(final List<Hostility> all) {
        all.add(Hostility.store("a state of a later version", folder -> {
            final Path file = folder.resolve("A/B/state");
            final ByteBuffer bytes = read(file);
            for (final int slot : new int[] {0, STATE_SLOT}) {
                if (bytes.getLong(slot) != 0) {
                    bytes.putInt(slot + STATE_FORMAT, LATER);
                    bytes.putInt(slot + STATE_CRC, crc(bytes, slot, STATE_CRC));
                }
            }
            Files.write(file, bytes.array());
        }));
        all.add(Hostility.store("an ack of a later version", folder -> {
            final Path file = folder.resolve("A/B/ack");
            final ByteBuffer bytes = read(file);
            bytes.putShort(ACK_VERSION, LATER);
            bytes.putInt(ACK_CRC, crc(bytes, 0, ACK_CRC));
            Files.write(file, bytes.array());
        }));
        all.add(Hostility.store("a session of a later version", folder -> {
            final Path file = folder.resolve("A/B/session");
            final String text = Files.readString(file, StandardCharsets.UTF_8);
            final byte[] body = text.substring(0, text.lastIndexOf("crc=")).replaceFirst("version=1", "version=2")
                .getBytes(StandardCharsets.UTF_8);
            Files.writeString(file, new String(body, StandardCharsets.UTF_8) + String.format("crc=%08x\n",
                crc(ByteBuffer.wrap(body), 0, body.length)));
        }));
        all.add(Hostility.store("a first cycle of a later version", folder -> preamble(Hostility.firstCycle(folder))));
        all.add(Hostility.store("a last cycle of a later version", folder -> preamble(Hostility.lastCycle(folder))));
        all.add(Hostility.store("all of a later version", folder -> {
            for (final Path cycle : Hostility.cycles(folder)) {
                preamble(cycle);
                record(cycle);
            }
        }));
        all.add(Hostility.store("a first message of a later version", folder -> record(Hostility.firstCycle(folder))));
        all.add(Hostility.store("a last cycle's message of a later version",
            folder -> record(Hostility.lastCycle(folder))));
    }

    private static void preamble(final Path cycle) throws IOException {
        final ByteBuffer bytes = read(cycle);
        bytes.putShort(PREAMBLE + PREAMBLE_VERSION, LATER);
        bytes.putInt(PREAMBLE + PREAMBLE_CRC, crc(bytes, PREAMBLE, PREAMBLE_CRC));
        Files.write(cycle, bytes.array());
    }

    /** The checksum is that of the bytes, mixed with a seed that stays the same. */
    private static void record(final Path cycle) throws IOException {
        final ByteBuffer bytes = read(cycle);
        final int length = bytes.getInt(FIRST_RECORD) & LENGTH_MASK;
        final int content = FIRST_RECORD + Integer.BYTES;
        final int seed = bytes.getInt(content) ^ crc(bytes, content + Integer.BYTES, length - Integer.BYTES);
        bytes.put(content + RECORD_VERSION, LATER);
        bytes.putInt(content, seed ^ crc(bytes, content + Integer.BYTES, length - Integer.BYTES));
        Files.write(cycle, bytes.array());
    }

    private static ByteBuffer read(final Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc(final ByteBuffer bytes, final int from, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, length));
        return (int) crc.getValue();
    }
}

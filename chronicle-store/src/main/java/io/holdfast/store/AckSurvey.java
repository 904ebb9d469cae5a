package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is wrong with an {@code ack} file, found out without changing it. */
final class AckSurvey {
    private static final int HEADER = 16;
    private static final byte[] TOO_LONG = new byte[AckFile.LENGTH + 1];

    private final Path path;
    private final boolean isThere;
    private final ByteBuffer bytes;

    private AckSurvey(final Path path, final byte[] content) {
        this.path = path;
        isThere = Files.exists(path);
        bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    static AckSurvey of(final Path connection) throws IOException {
        final Path path = connection.resolve(AckFile.FILE_NAME);
        return new AckSurvey(path, Files.isRegularFile(path) && Files.size(path) <= AckFile.LENGTH
            ? Files.readAllBytes(path) : TOO_LONG);
    }

    Path path() {
        return path;
    }

    boolean isThere() {
        return isThere;
    }

    /** {@return whether the file, or what it says, must be made anew} */
    boolean isDamaged() {
        return isThere && (!areSlotsGood() || !AckFile.hasHeader(bytes));
    }

    /** {@return whether only the first bytes are damaged, which are the same in every such file} */
    boolean isHeaderDamaged() {
        return isThere && areSlotsGood() && !AckFile.hasHeader(bytes);
    }

    /** {@return whether the ack and its complement differ, so that the lower of the two counts} */
    boolean isAckDoubtful() {
        if (isDamaged() || !isThere) {
            return false;
        }
        final int ack = AckFile.at(AckFile.currentSlot(bytes), AckFile.CONSUMED);
        final long complement = bytes.getLong(ack + Long.BYTES);
        return complement != 0 && ~complement != bytes.getLong(ack);
    }

    /** {@return whether it says, or may have said, that a log of the peer was received} */
    boolean isInUse() {
        return isThere && !isBlank() && (isDamaged() || bytes.getLong(AckFile.at(AckFile.currentSlot(bytes), 0)) != 0);
    }

    /**
     * {@return whether each byte is zero, missing, or that of a new file, as a power failure may leave it that comes
     * before it was forced for the first time}
     */
    boolean isBlank() {
        if (bytes.capacity() > AckFile.LENGTH) {
            return false;
        }
        final byte[] fresh = AckFile.emptyFile();
        for (int i = 0; i < bytes.capacity(); i++) {
            final boolean isDurability = i >= AckFile.DURABILITY && i < AckFile.DURABILITY + Long.BYTES;
            if (bytes.get(i) != 0 && bytes.get(i) != fresh[i] && !isDurability) {
                return false;
            }
        }
        return true;
    }

    /** {@return the file with its first bytes put right} */
    byte[] withHeader() {
        final byte[] repaired = bytes.array().clone();
        System.arraycopy(AckFile.emptyFile(), 0, repaired, 0, HEADER);
        return repaired;
    }

    private boolean areSlotsGood() {
        return bytes.capacity() == AckFile.LENGTH && isSlotGood(0) && isSlotGood(1) && AckFile.currentSlot(bytes) >= 0;
    }

    private boolean isSlotGood(final int slot) {
        return bytes.getLong(AckFile.at(slot, AckFile.SEAL)) == 0 || AckFile.isSealed(bytes, slot);
    }
}

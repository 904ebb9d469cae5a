package io.holdfast.bridge.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * What a side says of shared memory, in the {@link Extension} of LOGIN, LOGIN_OK and CONFIRM.
 * <pre>
 *  u8 kind 1 | u16 length | u16 length + folder, UTF-8 | u16 length + secret
 *  u8 kind 2 | u16 length | reason, UTF-8
 * </pre>
 * Arrays are not copied: whoever makes one must not change them.
 *
 * @param folder the absolute path of the side's connection folder, empty if it offers none
 * @param secret what the side has written beside that folder; never printed
 * @param reason why the side does not go by shared memory, empty if it does or was not asked
 */
public record SharedMemory(String folder, byte[] secret, String reason) {
    /** Says nothing. */
    public static final SharedMemory NONE = new SharedMemory("", new byte[0], "");

    /** The longest secret, in bytes. */
    public static final int MAX_SECRET_LENGTH = 64;

    static final int KIND_FOLDER = 1;
    static final int KIND_REASON = 2;

    private static final int BLOCK_HEADER = Byte.BYTES + Short.BYTES;

    /** Makes the reason fit. */
    public SharedMemory {
        reason = WireText.fit(reason);
    }

    /**
     * Says why not.
     *
     * @param reason for people
     * @return what to send
     */
    public static SharedMemory refused(final String reason) {
        return new SharedMemory("", new byte[0], reason);
    }

    /**
     * {@return whether a folder can be told: its path is no longer than a text may be, and all of it can be written}
     *
     * @param folder a path
     */
    public static boolean canTell(final String folder) {
        final byte[] bytes = folder.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= Protocol.MAX_TEXT_LENGTH && folder.chars().noneMatch(Character::isISOControl)
            && new String(bytes, StandardCharsets.UTF_8).equals(folder);
    }

    /** {@return whether there is a folder to look at} */
    public boolean isOffered() {
        return !folder.isEmpty();
    }

    int encodedLength() {
        return (isOffered() ? BLOCK_HEADER + folderLength() : 0)
            + (reason.isEmpty() ? 0 : BLOCK_HEADER + utf8(reason).length);
    }

    void encode(final FrameWriter out) {
        if (isOffered()) {
            out.u8(KIND_FOLDER).u16(folderLength()).bytes(utf8(folder)).bytes(secret);
        }
        if (!reason.isEmpty()) {
            out.u8(KIND_REASON).bytes(utf8(reason));
        }
    }

    private int folderLength() {
        return Short.BYTES + utf8(folder).length + Short.BYTES + secret.length;
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return this, with the folder that a block tells} */
    SharedMemory withFolder(final FrameReader block) throws ProtocolException {
        final String told = block.text("folder");
        final byte[] itsSecret = block.bytes("secret");
        block.check(itsSecret.length <= MAX_SECRET_LENGTH, "secret length", itsSecret.length);
        block.end();
        return new SharedMemory(told, itsSecret, reason);
    }

    /** {@return this, with the reason that a block tells} */
    SharedMemory withReason(final String told) {
        return new SharedMemory(folder, secret, told);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof SharedMemory that && folder.equals(that.folder) && reason.equals(that.reason)
            && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Objects.hash(folder, reason);
    }

    /** {@return without the secret} */
    @Override
    public String toString() {
        return "SharedMemory[folder " + folder + ", reason " + reason + "]";
    }
}

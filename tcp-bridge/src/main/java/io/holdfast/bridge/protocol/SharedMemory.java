package io.holdfast.bridge.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * What a side says of shared memory, in the extension of LOGIN, LOGIN_OK and CONFIRM. An extension is a row of blocks,
 * of which those of an unknown kind are skipped; one that says nothing is empty.
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

    private static final int KIND_FOLDER = 1;
    private static final int KIND_REASON = 2;

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

    void encode(final FrameWriter out) {
        final byte[] path = folder.getBytes(StandardCharsets.UTF_8);
        final byte[] why = reason.getBytes(StandardCharsets.UTF_8);
        final int folderBlock = Short.BYTES + path.length + Short.BYTES + secret.length;
        out.u16((isOffered() ? Byte.BYTES + Short.BYTES + folderBlock : 0)
            + (why.length > 0 ? Byte.BYTES + Short.BYTES + why.length : 0));
        if (isOffered()) {
            out.u8(KIND_FOLDER).u16(folderBlock).bytes(path).bytes(secret);
        }
        if (why.length > 0) {
            out.u8(KIND_REASON).bytes(why);
        }
    }

    static SharedMemory decode(final FrameReader frame) throws ProtocolException {
        final FrameReader in = frame.nested("extension");
        String folder = "";
        byte[] secret = {};
        String reason = "";
        while (in.hasMore()) {
            final int kind = in.u8("extension kind");
            if (kind == KIND_FOLDER) {
                final FrameReader block = in.nested("shared memory");
                folder = block.text("folder");
                secret = block.bytes("secret");
                block.check(secret.length <= MAX_SECRET_LENGTH, "secret length", secret.length);
                block.end();
            } else if (kind == KIND_REASON) {
                reason = in.text("reason");
            } else {
                in.bytes("extension of unknown kind");
            }
        }
        return new SharedMemory(folder, secret, reason);
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

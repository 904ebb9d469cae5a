package io.holdfast.bridge.protocol;

/** Numbers that both sides must agree on. */
public final class Protocol {
    /** The version described here, the lowest and the highest this code speaks. */
    public static final int VERSION = 1;
    /** The first four bytes of a login's body, {@code HFST} as read in a dump. */
    public static final int MAGIC = 'H' | 'F' << 8 | 'S' << 16 | 'T' << 24;
    /** The longest frame of a login, REFUSED and CLOSE included, in bytes. */
    public static final int MAX_LOGIN_FRAME_LENGTH = 16 * 1024;
    /** The longest text of REFUSED and CLOSE, in bytes of UTF-8. */
    public static final int MAX_TEXT_LENGTH = 1024;
    /** The largest number of earlier logs a receiver tells of. */
    public static final int MAX_REMEMBERED = 4;
    /** The shortest record that DATA can carry: the stored header of a message without payload. */
    public static final int MIN_RECORD_LENGTH = 36;

    /** Capability bit, reserved: can carry messages through shared memory. */
    public static final long CAPABILITY_SHM = 1;
    /** Capability bit, reserved: acks and sends only what is on disk. */
    public static final long CAPABILITY_SYNC = 1 << 1;
    /** Capability bit, reserved: understands tombstones of repaired messages. */
    public static final long CAPABILITY_TOMBSTONES = 1 << 2;
    /** Capability bit, reserved: has sessions that end with a day. */
    public static final long CAPABILITY_DAILY = 1 << 3;
    /** What this code can do. Unknown bits of a peer are ignored. */
    public static final long CAPABILITIES = 0;

    /** Transport bit, and number of the transport chosen: this TCP connection. */
    public static final int TRANSPORT_TCP = 1;
    /** Transport bit, and number of the transport chosen: shared memory. */
    public static final int TRANSPORT_SHM = 2;

    private Protocol() {
    }
}

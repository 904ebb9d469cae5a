package io.holdfast.bridge.protocol;

import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Well-formed frames of every type, and the one way to decode any frame. */
final class SampleFrames {
    private static final long CYCLE = 5_760_000L << 30;
    private static final long CLIENT_LOG = 0x0102030405060708L;
    private static final long SERVER_LOG = 0x1112131415161718L;
    private static final Limits LIMITS = new Limits(16 << 20, 1000, 10_000);
    private static final Transports TRANSPORTS = new Transports(Protocol.TRANSPORT_TCP, 0x0011223344556677L,
        0x8899AABBCCDDEEFFL);

    private SampleFrames() {
    }

    /** The examples of PROTOCOL.md that have an object. */
    static Map<String, byte[]> documented() {
        final Map<String, byte[]> frames = new LinkedHashMap<>();
        frames.put("LOGIN", encoded(login()::encode));
        frames.put("LOGIN_OK", encoded(loginOk()::encode));
        frames.put("CHALLENGE", encoded(Challenge.ofName("bob")::encode));
        frames.put("CHALLENGE_SECRET", encoded(Challenge.ofSecret(filled(0xa0))::encode));
        frames.put("CHALLENGE_RESPONSE", encoded(response()::encode));
        frames.put("CONFIRM", encoded(new Confirm(continued(), Protocol.TRANSPORT_TCP, SharedMemory.NONE)::encode));
        frames.put("REFUSED", encoded(new Refused(5, "\u201calice\u201d is here already")::encode));
        frames.put("CLOSE", encoded(Close.of(CloseReason.SHUTTING_DOWN, "going down for an update")::encode));
        frames.put("POSITION", encoded(out -> PositionFrame.encode(out, CYCLE + 31, 32)));
        frames.put("HEARTBEAT", encoded(out -> HeartbeatFrame.encode(out, CYCLE + 41, CYCLE + 9)));
        frames.put("ACK", encoded(out -> AckFrame.encode(out, CYCLE + 9)));
        return frames;
    }

    /** Frames to be damaged: those above, the shortest and the fullest of each kind. */
    static List<byte[]> ofTheLogin() {
        final List<byte[]> frames = new ArrayList<>();
        documented().forEach((name, frame) -> {
            if (frame[4] < FrameType.POSITION || frame[4] == FrameType.CLOSE) {
                frames.add(frame);
            }
        });
        final Terms bare = new Terms(new LogFacts(0, 0, 0, 0), HeldFacts.NOTHING, LIMITS, Transports.TCP_ONLY);
        frames.add(encoded(new Login(0, bare, new Introduction("", "", new byte[0], new byte[0]),
            SharedMemory.NONE)::encode));
        final Remembered remembered = new Remembered(5, 6, 7);
        final Terms full = new Terms(new LogFacts(1, 2, 3, 4), new HeldFacts(1, 2, 3, 4, 5,
            List.of(remembered, remembered, remembered, remembered)), LIMITS, TRANSPORTS);
        final Introduction who = new Introduction("a".repeat(64), "b", new byte[40], new byte[3]);
        frames.add(encoded(new Login(1, full, who, SharedMemory.NONE)::encode));
        frames.add(encoded(new LoginOk(full, continued(), "b", new byte[0], SharedMemory.NONE)::encode));
        frames.add(encoded(new LoginOk(full, continued(), "b", new byte[0], SharedMemory.NONE)
            .withProof(filled(1))::encode));
        frames.add(encoded(new Refused(99, "")::encode));
        return frames;
    }

    static Login login() {
        final HeldFacts held = new HeldFacts(SERVER_LOG, 2, 1, CYCLE + 9, CYCLE + 9,
            List.of(new Remembered(0x2122232425262728L, 1, CYCLE - 3)));
        final Terms terms = new Terms(new LogFacts(CLIENT_LOG, 1, CYCLE, CYCLE + 41), held, LIMITS, TRANSPORTS);
        return new Login(7, terms, new Introduction("alice", "bob", ascii("secret"), ascii("hi")), SharedMemory.NONE);
    }

    static LoginOk loginOk() {
        final HeldFacts held = new HeldFacts(CLIENT_LOG, 1, 1, CYCLE + 30, 0, List.of());
        final Terms terms = new Terms(new LogFacts(SERVER_LOG, 3, CYCLE, CYCLE + 20), held, LIMITS, TRANSPORTS);
        final ResumeOffer offer = new ResumeOffer(ResumeOutcome.DIVERGED, SERVER_LOG, 3, CYCLE + 7, 8, CYCLE + 8,
            CYCLE + 9);
        return new LoginOk(terms, offer, "bob", ascii("welcome"), SharedMemory.NONE)
            .withProof(Proof.ofServer(secret(), transcript()));
    }

    static ChallengeResponse response() {
        return new ChallengeResponse(filled(0xc1), Proof.ofClient(secret(), transcript()));
    }

    /** What both sides of the examples have seen. */
    private static Transcript transcript() {
        return new Transcript(Transcript.PEERS, "alice", "bob", filled(0xa0), filled(0xc1), login().sessionCounter(),
            CLIENT_LOG, new byte[0]);
    }

    private static byte[] secret() {
        final byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        return secret;
    }

    private static byte[] filled(final int value) {
        final byte[] bytes = new byte[Proof.LENGTH];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static ResumeOffer continued() {
        return new ResumeOffer(ResumeOutcome.CONTINUED, CLIENT_LOG, 1, CYCLE + 30, 31, 0, 0);
    }

    static byte[] encoded(final Consumer<ByteBuffer> encoder) {
        final ByteBuffer buffer = ByteBuffer.allocate(Protocol.MAX_LOGIN_FRAME_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        encoder.accept(buffer);
        final byte[] frame = new byte[buffer.position()];
        buffer.flip().get(frame);
        return frame;
    }

    /** Decodes a login frame by its type, and gives what encodes it again. */
    static Consumer<ByteBuffer> decode(final ByteBuffer frame) throws ProtocolException {
        final int type = frame.remaining() > 4 ? frame.get(frame.position() + 4) : FrameType.LOGIN;
        switch (type) {
            case FrameType.LOGIN_OK:
                return LoginOk.decode(frame)::encode;
            case FrameType.CHALLENGE:
                return Challenge.decode(frame)::encode;
            case FrameType.CHALLENGE_RESPONSE:
                return ChallengeResponse.decode(frame)::encode;
            case FrameType.CONFIRM:
                return Confirm.decode(frame)::encode;
            case FrameType.REFUSED:
                return Refused.decode(frame)::encode;
            case FrameType.CLOSE:
                return Close.decode(frame)::encode;
            default:
                return Login.decode(frame)::encode;
        }
    }

    private static byte[] ascii(final String text) {
        final byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        return bytes;
    }
}

package io.holdfast.bridge;

import io.holdfast.bridge.protocol.FrameType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Any bytes on a socket of a server that has a good client, in place of a login, of a proof, of the confirmation, or in
 * a session: the good client does not notice, nothing is left of the login, nobody comes in without the secret, the
 * server's own frames are well-formed and it says why it closes.
 * <pre>u8 flags (bits 0, 1: bytes from the beginning, after a good LOGIN, after a good CONFIRM, or a script of frames
 * after that; bit 2: in random pieces; bit 3: after a LOGIN that wants a proof) | u8 seed of the pieces
 * | bytes or script</pre>
 * The script has 4 bytes for each frame:
 * <pre>u8 kind | u8 index | u8 ack or ordinal | u8 length of the payload, from 200 on what is damaged</pre>
 */
public final class LoginFuzz {
    private static final int AFTER = 3;
    private static final int PIECES = 4;
    private static final int TO_BE_PROVEN = 8;
    private static final int SCRIPT = 3;
    private static final int STEP_LENGTH = 4;
    private static final int MOST_INPUT = 40_000;

    private static FuzzedServer server;

    private LoginFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] input) throws IOException {
        if (input.length < 2 || input.length > MOST_INPUT) {
            return;
        }
        if (server == null) {
            server = new FuzzedServer(LoginFuzz.class);
        }
        final int after = input[0] & AFTER;
        final byte[] rest = Arrays.copyOfRange(input, 2, input.length);
        try {
            server.begin((input[0] & PIECES) == 0 ? -1 : input[1] & 0xFF);
            if ((input[0] & TO_BE_PROVEN) != 0) {
                prove(rest);
            } else {
                logIn(after);
                server.send(after == SCRIPT ? frames(rest) : rest);
            }
            server.end();
        } catch (final Throwable broken) {
            server.close();
            server = null;
            throw broken;
        }
    }

    private static void logIn(final int after) {
        if (after >= 1) {
            server.sendLogin("X");
            server.requireFrame(FrameType.LOGIN_OK);
        }
        if (after >= 2) {
            server.send(RawClient.bytes(RawClient.confirm()::encode));
            server.requireFrame(FrameType.HEARTBEAT);
        }
    }

    private static void prove(final byte[] bytes) {
        server.sendLogin(FuzzedServer.TO_BE_PROVEN);
        server.requireFrame(FrameType.CHALLENGE);
        server.send(bytes);
        server.requireNoWelcome();
    }

    private static byte[] frames(final byte[] script) {
        final ByteBuffer all = ByteBuffer.allocate(script.length * 90 + 100).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + STEP_LENGTH <= script.length; i += STEP_LENGTH) {
            all.put(FuzzedServer.frame(script[i] & 0xFF, RawClient.FIRST_INDEX + (script[i + 1] & 0xFF),
                script[i + 2] & 0xFF, script[i + 3] & 0xFF));
        }
        return Arrays.copyOf(all.array(), all.position());
    }
}

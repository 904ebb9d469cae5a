package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.Transport;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.bridge.protocol.Refused;
import io.holdfast.bridge.protocol.SharedMemory;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.bridge.protocol.Transports;
import io.holdfast.store.BootId;
import io.holdfast.store.shm.HostProof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that says of shared memory what is not so, and a server that tells it no more than it must. */
class HostileProofTest {
    private static final int TCP_AND_SHM = Protocol.TRANSPORT_TCP | Protocol.TRANSPORT_SHM;
    private static final UUID BOOT = BootId.ofMachine();

    @TempDir
    Path folder;
    private HostilePort port;
    private HostProof proof;

    @BeforeEach
    void open() throws IOException {
        port = new HostilePort(folder, context -> context.transport(Transport.AUTO)
            .sharedMemoryRoots(folder.resolve("hostile"), folder.resolve("client")), context -> { });
        proof = HostProof.write(Files.createDirectories(folder.resolve("hostile/X")), "S", List.of());
    }

    @AfterEach
    void othersDidNotNotice() throws IOException {
        try (HostilePort open = port; HostProof written = proof) {
            open.assertGoodClientDidNotNotice();
            assertFalse(Files.exists(serverFile()), "the server's proof is left");
            assertFalse(Files.exists(folder.resolve("hostile/X/S")), "something was written into a peer's store");
            assertArrayEquals(written.secret(), Files.readAllBytes(folder.resolve("hostile/X/.login-S")));
        }
    }

    private Path serverFile() {
        return port.pair.serverStore().resolve("S/.login-X");
    }

    private static Login login(final int bits, final UUID boot, final SharedMemory sharedMemory) {
        final Terms terms = RawClient.login("X", "S").terms();
        final Transports transports = new Transports(bits, boot.getMostSignificantBits(),
            boot.getLeastSignificantBits());
        return new Login(1, new Terms(terms.log(), terms.held(), terms.limits(), transports),
            new Introduction("X", "S", new byte[0], new byte[0]), sharedMemory);
    }

    private SharedMemory said() {
        return new SharedMemory(proof.connection().toString(), proof.secret(), "");
    }

    /** What a client that could do without is answered. */
    private LoginOk answer(final UUID boot, final SharedMemory sharedMemory) throws ProtocolException {
        try (RawClient raw = port.connect()) {
            return LoginOk.decode(raw.send(login(TCP_AND_SHM, boot, sharedMemory)::encode).awaitFrame());
        } finally {
            port.pair.pollUntil("no login is left", () -> port.pair.server.pendingLogins() == 0);
        }
    }

    private void assertDeclined(final UUID boot, final SharedMemory sharedMemory, final String cause)
        throws ProtocolException {
        final LoginOk answer = answer(boot, sharedMemory);
        assertEquals(Transports.TCP_ONLY, answer.terms().transports());
        assertFalse(answer.sharedMemory().isOffered());
        assertTrue(answer.sharedMemory().reason().contains(cause), answer.sharedMemory().reason());
        try (RawClient raw = port.connect()) {
            final Refusal refusal = Refused.decode(raw.send(login(Protocol.TRANSPORT_SHM, boot, sharedMemory)::encode)
                .awaitFrame()).refusal();
            assertEquals(Refusal.Code.SHM_IMPOSSIBLE, refusal.code());
            assertTrue(refusal.text().startsWith("X demands shared memory"), refusal::text);
            assertTrue(refusal.text().contains(cause), refusal::text);
        }
        assertFalse(Files.exists(serverFile()));
    }

    @Test
    void aProofThatHoldsIsAnsweredByOneThatHoldsUntilTheLoginIsOver() throws Exception {
        try (RawClient raw = port.connect()) {
            final LoginOk answer =
                LoginOk.decode(raw.send(login(TCP_AND_SHM, BOOT, said())::encode).awaitFrame());

            assertEquals(TCP_AND_SHM, answer.terms().transports().bits());
            assertEquals(port.pair.serverStore().toRealPath().resolve("S/X").toString(),
                answer.sharedMemory().folder());
            assertArrayEquals(Files.readAllBytes(serverFile()), answer.sharedMemory().secret());
            assertFalse(Files.exists(port.pair.serverStore().resolve("S/X")), "nothing is made before CONFIRM");
        }
        port.pair.pollUntil("no login is left", () -> port.pair.server.pendingLogins() == 0);
    }

    @Test
    void eachLoginHasASecretOfItsOwn() throws Exception {
        final byte[] first = answer(BOOT, said()).sharedMemory().secret();

        assertFalse(Arrays.equals(first, answer(BOOT, said()).sharedMemory().secret()));
    }

    @Test
    void aMachineThatWasBootedAnotherTimeIsAnotherMachine() throws Exception {
        assertDeclined(new UUID(1, 2), said(), "X is on another machine");
        assertDeclined(new UUID(BOOT.getMostSignificantBits(), 0), said(), "X is on another machine");
    }

    @Test
    void aSecretThatIsNotInTheFileProvesNothing() throws Exception {
        final byte[] other = proof.secret().clone();
        other[31] ^= 1;
        for (final byte[] secret : new byte[][] {other, new byte[0], Arrays.copyOf(proof.secret(), 31),
            Arrays.copyOf(proof.secret(), 33), new byte[SharedMemory.MAX_SECRET_LENGTH]}) {
            assertDeclined(BOOT, new SharedMemory(proof.connection().toString(), secret, ""),
                "does not hold what the peer says");
        }
    }

    @Test
    void aFolderThatIsNotThatOfTheConnectionIsNotLookedAt() throws Exception {
        final String good = proof.connection().toString();
        for (final String path : new String[] {"X/S", "./X/S", "hostile/X/S", good + "/.", good + "/../S",
            folder + "/hostile/../hostile/X/S", good.replace("X/S", "X"), good + "/T", "/", "/X", "/S", "S",
            folder.toRealPath() + "/server/S/C", folder.toRealPath() + "/client/C/S", "/X/S/",
            "/" + "x/".repeat(500) + "X/S"}) {
            final LoginOk answer = answer(BOOT, new SharedMemory(path, proof.secret(), ""));
            assertEquals(Transports.TCP_ONLY, answer.terms().transports(), path);
        }
    }

    @Test
    void whatNoPathOrSecretCanBeIsAProtocolError() {
        final byte[] tooLong = new byte[SharedMemory.MAX_SECRET_LENGTH + 1];
        for (final SharedMemory said : new SharedMemory[] {
            new SharedMemory(proof.connection().toString(), tooLong, ""),
            new SharedMemory("/" + "x/".repeat(511) + "X/S", proof.secret(), ""),
            new SharedMemory("/" + "x/".repeat(5000) + "X/S", proof.secret(), ""),
            new SharedMemory("/\0/X/S", proof.secret(), ""), new SharedMemory("/\n/X/S", proof.secret(), "")}) {
            try (RawClient raw = port.connect()) {
                assertEquals("CLOSE PROTOCOL_ERROR", raw.send(login(TCP_AND_SHM, BOOT, said)::encode).awaitEnd());
            }
        }
    }

    @Test
    void aClientThatSaysItCanButShowsNothingIsDeclined() throws Exception {
        assertDeclined(BOOT, SharedMemory.NONE, "X offers TCP only");
        assertDeclined(BOOT, SharedMemory.refused("my own reason"), "my own reason");
    }

    @Test
    void aTransportThatWasNotOfferedCannotBeChosen() throws Exception {
        for (final int bits : new int[] {Protocol.TRANSPORT_TCP, TCP_AND_SHM}) {
            try (RawClient raw = port.connect()) {
                raw.send(login(bits, new UUID(1, 2), said())::encode).awaitFrame();
                raw.send(new Confirm(RawClient.confirm().offer(), Protocol.TRANSPORT_SHM, SharedMemory.NONE)::encode);

                assertEquals("REFUSED SHM_IMPOSSIBLE", raw.awaitEnd());
            }
        }
        assertFalse(Files.exists(port.pair.serverStore().resolve("S/X")));
    }

    @Test
    void aClientMayDecideForTcpInTheEnd() throws Exception {
        try (RawClient raw = port.connect()) {
            raw.send(login(TCP_AND_SHM, BOOT, said())::encode).awaitFrame();
            raw.send(new Confirm(RawClient.confirm().offer(), Protocol.TRANSPORT_TCP,
                SharedMemory.refused("changed my mind"))::encode).awaitFrame();

            assertFalse(Files.exists(serverFile()));
            assertEquals(Transport.TCP, port.pair.server.connection("X").transport());
        }
    }

    @Test
    void nothingOfASecretIsPrinted() throws Exception {
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        final LoginOk answer;
        try {
            answer = answer(BOOT, said());
            assertDeclined(new UUID(1, 2), said(), "another machine");
        } finally {
            System.setErr(before);
        }
        final String printed = log.toString(StandardCharsets.UTF_8) + login(TCP_AND_SHM, BOOT, said()) + answer + proof
            + said();

        for (final byte[] secret : new byte[][] {proof.secret(), answer.sharedMemory().secret()}) {
            assertFalse(printed.contains(Arrays.toString(secret).substring(1, 20)), printed);
            assertFalse(printed.contains(HexFormat.of().formatHex(secret).substring(0, 12)), printed);
        }
        assertTrue(printed.contains(proof.connection().toString()), "the folder is");
    }
}

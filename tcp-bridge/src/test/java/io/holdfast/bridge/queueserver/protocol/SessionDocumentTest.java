package io.holdfast.bridge.queueserver.protocol;

import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.Transcript;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.UnsafeMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The session protocol's byte examples in QUEUE-PROTOCOL.md: read by this code, told by it, and written again. */
class SessionDocumentTest {
    private static final FrameLimits LIMITS = new FrameLimits(1024, 0xffff00);
    private static final Map<String, SessionPhase> PHASES = Map.ofEntries(
        Map.entry("hello_producer", SessionPhase.GREETING), Map.entry("hello_consumer", SessionPhase.GREETING),
        Map.entry("welcome_producer", SessionPhase.ANSWERING), Map.entry("welcome_consumer", SessionPhase.ANSWERING),
        Map.entry("refused", SessionPhase.ANSWERING), Map.entry("produce_frame", SessionPhase.PRODUCING),
        Map.entry("confirm", SessionPhase.CONFIRMING), Map.entry("subscribe_last_ack", SessionPhase.CONSUMING),
        Map.entry("subscribe_index", SessionPhase.CONSUMING), Map.entry("subscribed", SessionPhase.DELIVERING),
        Map.entry("subscribed_purged", SessionPhase.DELIVERING), Map.entry("unsubscribe_frame", SessionPhase.CONSUMING),
        Map.entry("deliver", SessionPhase.DELIVERING), Map.entry("ack", SessionPhase.CONSUMING),
        Map.entry("challenge", SessionPhase.ANSWERING), Map.entry("proof", SessionPhase.PROVING),
        Map.entry("heartbeat", SessionPhase.DELIVERING), Map.entry("close", SessionPhase.CONFIRMING));

    private final Map<String, byte[]> examples;
    private final ByteBuffer target = ByteBuffer.allocateDirect(2048);
    private final long to = Jvm.address(target);

    SessionDocumentTest() throws IOException {
        examples = ProtocolExamples.read();
    }

    private SessionFrameParser parsed(final ByteBuffer bytes, final String name) {
        final SessionFrameParser parser = new SessionFrameParser(PHASES.get(name), LIMITS);
        assertEquals(bytes.capacity(), parser.parse(bytes, 0, bytes.capacity()), name);
        return parser;
    }

    /** What the code makes of an example, in words. */
    private String told(final String name) {
        final ByteBuffer bytes = ByteBuffer.wrap(examples.get(name));
        final SessionFrameParser frame = parsed(bytes, name);
        return switch (frame.type()) {
            case SessionFrames.HELLO -> Hello.read(bytes, 0).toString();
            case SessionFrames.WELCOME -> Welcome.read(bytes, 0).toString();
            case SessionFrames.CHALLENGE -> Challenge.read(bytes, 0).toString();
            case SessionFrames.REFUSED, SessionFrames.CLOSE -> SessionCode.of(Farewell.read(bytes, 0).code()) + " "
                + Farewell.read(bytes, 0).text();
            case SessionFrames.PRODUCE -> frame.producerSequence() + " " + message(bytes, frame);
            case SessionFrames.CONFIRM -> frame.producerSequence() + " " + Long.toHexString(frame.index());
            case SessionFrames.SUBSCRIBE -> frame.request() + " " + frame.from() + " "
                + Long.toHexString(frame.position()) + " '" + text(bytes, frame.nameOffset(), frame.nameLength()) + "'";
            case SessionFrames.SUBSCRIBED -> frame.request() + " " + frame.round() + " " + frame.flags() + " "
                + Long.toHexString(frame.after());
            case SessionFrames.UNSUBSCRIBE -> text(bytes, frame.nameOffset(), frame.nameLength());
            case SessionFrames.DELIVER -> frame.flags() + " " + Long.toHexString(frame.index()) + " "
                + frame.queueSequence() + " " + frame.epochNs() + " " + message(bytes, frame);
            case SessionFrames.ACK -> frame.round() + " " + Long.toHexString(frame.index());
            default -> Long.toHexString(frame.index());
        };
    }

    private static String message(final ByteBuffer bytes, final SessionFrameParser frame) {
        return text(bytes, frame.nameOffset(), frame.nameLength()) + "="
            + text(bytes, frame.messageOffset(), frame.messageLength());
    }

    private static String text(final ByteBuffer bytes, final int offset, final int length) {
        return new String(bytes.array(), offset, length);
    }

    private byte[] encoded(final String name) {
        final byte[] example = examples.get(name);
        final ByteBuffer bytes = ByteBuffer.allocateDirect(example.length).put(example).flip();
        final SessionFrameParser frame = parsed(bytes, name);
        final long from = Jvm.address(bytes);
        final int length = switch (frame.type()) {
            case SessionFrames.HELLO -> Hello.read(bytes, 0).put(to);
            case SessionFrames.WELCOME -> Welcome.read(bytes, 0).put(to);
            case SessionFrames.CHALLENGE -> Challenge.read(bytes, 0).put(to);
            case SessionFrames.PROOF -> SecretProof.read(bytes, 0).put(to);
            case SessionFrames.REFUSED, SessionFrames.CLOSE -> Farewell.read(bytes, 0).put(to, frame.type());
            case SessionFrames.CONFIRM -> SessionFrames.putConfirm(to, frame.producerSequence(), frame.index());
            case SessionFrames.SUBSCRIBED -> SessionFrames.putSubscribed(to, frame.request(), frame.round(),
                frame.flags(), frame.after());
            case SessionFrames.ACK -> SessionFrames.putAck(to, frame.round(), frame.index());
            case SessionFrames.HEARTBEAT -> SessionFrames.putHeartbeat(to, frame.index());
            default -> encodedNamed(frame, from);
        };
        final byte[] copy = new byte[length];
        target.get(0, copy);
        return copy;
    }

    private int encodedNamed(final SessionFrameParser frame, final long from) {
        final long name = from + frame.nameOffset();
        final int messageFrame = BaseFrames.messageLength(frame.nameLength(), frame.messageLength());
        final int head = switch (frame.type()) {
            case SessionFrames.PRODUCE -> SessionFrames.putProducePrefix(to, messageFrame, frame.producerSequence());
            case SessionFrames.SUBSCRIBE -> SessionFrames.putSubscribeHead(to, frame.request(), frame.from(),
                frame.position(), frame.nameLength());
            case SessionFrames.UNSUBSCRIBE -> SessionFrames.putUnsubscribeHead(to, frame.nameLength());
            default -> {
                SessionFrames.putDeliverHeader(to, messageFrame, frame.flags());
                yield SessionFrames.putDeliverFacts(to, frame.index(), frame.queueSequence(), frame.epochNs());
            }
        };
        if (frame.type() == SessionFrames.PRODUCE || frame.type() == SessionFrames.DELIVER) {
            return head + BaseFrames.putMessage(to + head, name, frame.nameLength(), from + frame.messageOffset(),
                frame.messageLength());
        }
        UnsafeMemory.UNSAFE.copyMemory(name, to + head, frame.nameLength());
        return head + frame.nameLength();
    }

    @Test
    void everyExampleIsWrittenAsItWasRead() {
        assertArrayEquals(Role.SESSION.wire(), examples.get("session"));
        final Set<String> read = new TreeSet<>(PHASES.keySet());
        read.addAll(ProtocolExamples.OF_THE_BASE_PROTOCOL);
        read.add("session");
        read.add("server_proof");

        for (final String name : PHASES.keySet()) {
            assertEquals(HexFormat.of().formatHex(examples.get(name)), HexFormat.of().formatHex(encoded(name)), name);
        }
        assertEquals(read, new TreeSet<>(examples.keySet()), "an example that nobody reads");
    }

    @Test
    void theExamplesSayWhatIsWrittenBesideThem() {
        assertEquals("Hello[leastVersion=1, greatestVersion=1, role=PRODUCER, heartbeatMs=5000, name=feed]",
            told("hello_producer"));
        assertEquals("Hello[leastVersion=1, greatestVersion=1, role=CONSUMER, heartbeatMs=0, name=desk]",
            told("hello_consumer"));
        assertEquals("NO_COMMON_VERSION version", told("refused"));
        assertEquals("BYE bye", told("close"));
        assertEquals("8 prices=1.25", told("produce_frame"));
        assertEquals("8 200000000a", told("confirm"));
        assertEquals("1 0 0 'prices'", told("subscribe_last_ack"));
        assertEquals("2 3 1000000000 ''", told("subscribe_index"));
        assertEquals("1 0 0 2000000003", told("subscribed"));
        assertEquals("2 1 1 2000000001", told("subscribed_purged"));
        assertEquals("prices", told("unsubscribe_frame"));
        assertEquals("1 200000000a 42 1700000000000000000 prices=1.25", told("deliver"));
        assertEquals("1 200000000a", told("ack"));
        assertEquals("200000000a", told("heartbeat"));
    }

    @Test
    void bothWelcomesSayWhatIsWrittenBesideThem() {
        final Welcome producer = Welcome.read(ByteBuffer.wrap(examples.get("welcome_producer")), 0);
        final Welcome consumer = Welcome.read(ByteBuffer.wrap(examples.get("welcome_consumer")), 0);

        assertEquals(new Welcome(1, Welcome.FLAG_KNOWN, new Welcome.Terms(5000, 1024, 0xffff00, 1024),
            new Welcome.LogFacts(0x1122334455667788L, 0x2000000000L, 0x2000000009L), 7, Welcome.Lost.NOTHING,
            new byte[32], "hub").toString(), producer.toString());
        assertEquals(new Welcome(1, Welcome.FLAG_KNOWN | Welcome.FLAG_LOST,
            new Welcome.Terms(10_000, 1024, 0xffff00, 1024), new Welcome.LogFacts(0x1122334455667788L, 0x2000000009L,
            0x2000000009L), 0x2000000003L, new Welcome.Lost(0x2000000003L, 0x2000000008L, 5), new byte[32], "hub")
            .toString(), consumer.toString());
        assertArrayEquals(new byte[32], consumer.proof());
        assertTrue(consumer.has(Welcome.FLAG_LOST) && !producer.has(Welcome.FLAG_LOST));
    }

    @Test
    void theProofsAreThoseOfTheSecretAndTheNumbersBesideThem() {
        final Challenge challenge = Challenge.read(ByteBuffer.wrap(examples.get("challenge")), 0);
        final SecretProof proof = SecretProof.read(ByteBuffer.wrap(examples.get("proof")), 0);
        final byte[] secret = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        final Transcript transcript = new Transcript(Transcript.QUEUES, "feed", challenge.serverName(),
            challenge.nonce(), proof.nonce(), SessionRole.PRODUCER.wire(), 0, new byte[0]);

        assertEquals("Challenge[kind=2, serverName=hub]", told("challenge"));
        assertArrayEquals(proof.proof(), Proof.ofClient(secret, transcript));
        assertArrayEquals(examples.get("server_proof"), Proof.ofServer(secret, transcript));
    }

    @ParameterizedTest
    @EnumSource(SessionCode.class)
    void everyCodeIsInTheTable(final SessionCode code) throws IOException {
        if (code != SessionCode.UNKNOWN) {
            assertTrue(ProtocolExamples.page().contains("| " + code.number() + " | " + code + " |"), code.name());
        }
        assertEquals(code, SessionCode.of(code.number()));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 99, 0xFFFF})
    void aCodeOfALaterVersionIsUnknown(final int number) {
        assertEquals(SessionCode.UNKNOWN, SessionCode.of(number));
    }
}

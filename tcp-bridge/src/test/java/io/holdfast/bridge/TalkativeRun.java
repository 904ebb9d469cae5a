package io.holdfast.bridge;

import io.holdfast.SystemClock;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.protocol.Challenge;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.SharedMemory;
import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.bridge.queueserver.QueueServerContext;
import io.holdfast.bridge.queueserver.client.QueueProducer;
import io.holdfast.bridge.queueserver.client.QueueProducerContext;
import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A program that uses every kind of secret, rightly and wrongly, and prints each object that holds one and each error
 * with its causes. Every secret in it has the same {@link #MARK}.
 */
final class TalkativeRun {
    /** In each secret; a multiple of three bytes at a multiple of three, so that base64 has it in one form. */
    static final String MARK = "MyLittleSecret!";

    static final byte[] SECRET = (MARK + "-shared-by-two").getBytes(StandardCharsets.US_ASCII);

    private static final byte[] WRONG = (MARK + "-of-nobody-else").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CREDENTIALS = (MARK + "-credentials").getBytes(StandardCharsets.US_ASCII);
    private static final char[] PASSWORD = (MARK + "-password").toCharArray();
    private static final int POLLS = 400;
    private static final int QUEUE_POLLS = 20_000;

    private final Path folder;
    private int runs;

    private TalkativeRun(final Path folder) {
        this.folder = folder;
    }

    public static void main(final String[] args) throws Exception {
        final TalkativeRun run = new TalkativeRun(Path.of(args[0]));
        run.logIns();
        run.filesOfSecrets();
        run.queues();
        run.tls();
        run.objects();
        System.out.println("told all");
    }

    private void logIns() throws IOException {
        final Path secrets = secrets("C = " + base64(SECRET) + "\n", "rw-------");
        run("the right secret", secrets, SECRET, true);
        run("the wrong secret", secrets, WRONG, false);
        run("no secret", secrets, null, false);
        run("a server that asks for none", null, SECRET, false);
    }

    private void run(final String what, final Path secrets, final byte[] secret, final boolean isWelcome) {
        System.out.println("== " + what);
        try (TestPair pair = new TestPair(folder.resolve("pair-" + ++runs))) {
            pair.serverOptions = context -> {
                context.userData(CREDENTIALS);
                if (secrets != null) {
                    context.loginHandler(SharedSecretLogin.of(secrets, pair.clock));
                } else {
                    context.loginHandler(request -> {
                        System.out.println(request);
                        throw new IllegalStateException("thrown on purpose");
                    });
                }
                System.out.println(context);
            };
            pair.clientOptions = context -> {
                context.credentials(CREDENTIALS).userData(CREDENTIALS);
                if (secret != null) {
                    context.secret(secret);
                }
                System.out.println(context);
            };
            pair.openServer();
            pair.openClient();
            pair.poll(POLLS);
            System.out.println(pair.server + " " + pair.client + " " + pair.atClient() + " "
                + pair.atClient().lastDisconnect() + " " + pair.atClient.events + pair.atServer.events);
            if (isWelcome != !pair.atClient.reports.isEmpty()) {
                throw new AssertionError("welcome=" + !isWelcome);
            }
        }
    }

    private void filesOfSecrets() throws IOException {
        final ManualClock clock = new ManualClock();
        final List<String> lines = List.of("C = " + MARK + " is not base64", "C " + base64(SECRET), base64(SECRET),
            "C = " + base64(MARK.getBytes(StandardCharsets.US_ASCII)),
            "C = " + base64(SECRET) + "\nC = " + base64(WRONG), "bad name = " + base64(SECRET),
            "C = " + base64(new byte[2000]));
        for (final String text : lines) {
            final Path file = secrets(text + "\n", "rw-------");
            fails(() -> SharedSecretLogin.of(file, clock));
            if (!text.equals(base64(SECRET))) {
                fails(() -> SharedSecretLogin.readSecret(file));
            }
        }
        final Path open = secrets("C = " + base64(SECRET) + "\n", "rw-r--r--");
        fails(() -> SharedSecretLogin.of(open, clock));
        final Path changing = secrets("C = " + base64(SECRET) + "\n", "rw-------");
        final SharedSecretLogin login = SharedSecretLogin.of(changing, clock);
        Files.writeString(changing, "C = " + MARK + " spoilt\n");
        clock.advance(5_000_000_000L);
        System.out.println(login.onLogin(new LoginRequest("C", CREDENTIALS, CREDENTIALS, null, null)));
        System.out.println(login);
    }

    private void queues() throws IOException {
        final Path secrets = secrets("feed = " + base64(SECRET) + "\n", "rw-------");
        for (final byte[] secret : new byte[][] {SECRET, WRONG, null}) {
            final QueueServerContext options = new QueueServerContext().name("hub")
                .store(folder.resolve("queues-" + ++runs)).listen(loopback())
                .loginHandler(SharedSecretLogin.of(secrets, SystemClock.INSTANCE));
            try (QueueServer hub = QueueServer.open(options)) {
                final QueueProducerContext feedOptions = new QueueProducerContext().name("feed")
                    .endpoint(hub.localAddress()).secret(secret);
                try (QueueProducer feed = QueueProducer.open(feedOptions)) {
                    long sequence = 0;
                    for (int i = 0; i < QUEUE_POLLS && sequence <= 0; i++) {
                        hub.doWork();
                        feed.doWork();
                        sequence = feed.offer("prices", secrets.toString().getBytes(StandardCharsets.UTF_8), 0, 5);
                    }
                    System.out.println(options + " " + feedOptions + " " + hub + " " + feed);
                    if (secret == SECRET != sequence > 0) {
                        throw new AssertionError("sequence=" + sequence);
                    }
                }
            }
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void tls() {
        final TestCertificates authority = TestCertificates.authority(folder, "authority");
        final TestCertificates.Issued issued = authority.server("server");
        final TlsContext right = new TlsContext().keyStore(issued.keyStore(), TestCertificates.PASSWORD.toCharArray())
            .trustStore(authority.trustStore(), TestCertificates.PASSWORD.toCharArray()).clientAuth(ClientAuth.NEEDED);
        System.out.println(right + " " + issued);
        opens(right);
        fails(() -> opens(new TlsContext().keyStore(issued.keyStore(), PASSWORD)));
        fails(() -> opens(new TlsContext().keyStore(issued.pem(), PASSWORD)));
        fails(() -> opens(new TlsContext().certificate(issued.pem()).key(issued.pem())));
        fails(() -> opens(new TlsContext().certificate(issued.pem()).key(secrets("-----BEGIN PRIVATE KEY-----\n"
            + base64(SECRET) + "\n-----END PRIVATE KEY-----\n", "rw-------"))));
        fails(() -> opens(new TlsContext().certificate(issued.pem()).key(secrets("-----BEGIN RSA PRIVATE KEY-----\n"
            + base64(SECRET) + "\n-----END RSA PRIVATE KEY-----\n", "rw-------"))));
        fails(() -> opens(new TlsContext().certificate(issued.pem()).key(secrets(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + base64(SECRET) + "\n-----END ENCRYPTED PRIVATE KEY-----\n",
            "rw-------"))));
    }

    private Object opens(final TlsContext tls) {
        final ServerContext context = new ServerContext().name("T").store(folder.resolve("tls-" + ++runs)).tls(tls)
            .network(NioNetwork.INSTANCE).listen(loopback());
        try (Server server = Server.open(context)) {
            return server + " " + context + " " + tls;
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void objects() {
        System.out.println(new LoginRequest("C", CREDENTIALS, CREDENTIALS, null, null));
        System.out.println(LoginHandler.Decision.provenBy("C", SECRET));
        System.out.println(LoginHandler.Decision.accept("C", CREDENTIALS));
        System.out.println(RawClient.login("C", "S"));
        System.out.println(new Introduction("C", "S", CREDENTIALS, CREDENTIALS));
        System.out.println(new SharedMemory("/tmp/C/S", SECRET, ""));
        System.out.println(Challenge.ofSecret(Proof.newNonce()));
    }

    private static void fails(final Callable<?> action) {
        try {
            System.out.println(action.call());
        } catch (final Exception told) {
            told.printStackTrace(System.out);
            return;
        }
        throw new AssertionError("should have failed");
    }

    private Path secrets(final String text, final String permissions) throws IOException {
        final Path file = Files.writeString(folder.resolve("secrets-" + ++runs), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static String base64(final byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

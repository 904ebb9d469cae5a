package io.holdfast.examples;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.bridge.Client;
import io.holdfast.bridge.ClientContext;
import io.holdfast.bridge.Server;
import io.holdfast.bridge.ServerContext;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The example of the README: one request, one answer, both durable. Needs one argument, the folder of the store. */
public final class Quickstart {
    private Quickstart() {
    }

    /**
     * Runs it.
     *
     * @param args the folder of the store
     * @throws IOException if the port cannot be used
     */
    public static void main(final String[] args) throws IOException {
        final Path store = Path.of(args[0]);
        final InetSocketAddress address = new InetSocketAddress("127.0.0.1", 7410);
        final byte[] request = "how much?".getBytes(StandardCharsets.UTF_8);
        try (Server bob = Server.open(new ServerContext().name("bob").store(store).listen(address));
             Client alice = Client.open(new ClientContext().name("alice").store(store).endpoint(address)
                 .remoteName("bob"))) {
            final Connection toBob = alice.connection();

            toBob.offer(1, request, 0, request.length); // on disk from here on, whether bob is there or not

            while (toBob.unackedMessages() > 0 || toBob.consumedIndex() == 0) { // both in one thread, for once
                bob.doWork();
                bob.group(0).poll((toAlice, message) -> {
                    final long index = toAlice.reply(message.index(), 2, message.payload(), 0, message.length());
                    return index > 0 ? Action.CONSUMED : Action.RETRY;
                }, 10);
                alice.doWork();
                toBob.poll((connection, message) -> {
                    System.out.println("answered: " + message.payload());
                    return Action.CONSUMED;
                }, 10);
            }
        }
    }
}

package io.holdfast.examples.journal;

import io.holdfast.store.ConnectionStore;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ConnectionRatesTest {
    private static final double UNKNOWN = Double.NaN;
    private static final long START_NS = -7;
    private static final long LATER_NS = START_NS + TimeUnit.SECONDS.toNanos(2);

    @TempDir
    private Path folder;
    private final ConnectionRates rates = new ConnectionRates();

    private static List<ConnectionSummary> look(final StoreView view) {
        return view.connections().stream().map(view::summary).toList();
    }

    private static long send(final ConnectionStore store, final int count) {
        long last = 0;
        for (int i = 0; i < count; i++) {
            last = store.sendQueue().offer(1, 0, new byte[10], Jvm.arrayByteBaseOffset(), 10);
        }
        return last;
    }

    private static void assertRate(final double messages, final double bytes, final double acked,
                                   final ConnectionRate rate) {
        assertEquals(messages, rate.messagesPerSecond());
        assertEquals(bytes, rate.bytesPerSecond());
        assertEquals(acked, rate.ackedPerSecond());
    }

    @Test
    void countsWhatCameAndWhatWasAckedSinceTheLookBefore() {
        final StoreView view = StoreView.of(ListedStore.make(folder).folder());
        try (StoreRoot root = StoreRoot.open(folder, "N", new StoreContext())) {
            final ConnectionStore store = root.connection("M");
            final long last = send(store, 4);
            final ConnectionRate first = rate(view, START_NS);
            send(store, 6);
            store.sendQueue().acked(last);

            final ConnectionRate second = rate(view, LATER_NS);
            final ConnectionRate third = rate(view, LATER_NS + 1);

            assertRate(UNKNOWN, UNKNOWN, UNKNOWN, first);
            assertRate(3, 156, 2, second);
            assertRate(0, 0, 0, third);
        }
    }

    private ConnectionRate rate(final StoreView view, final long atNs) {
        return rates.since(look(view), atNs).stream().filter(rate -> rate.summary().localName().equals("N"))
            .findFirst().orElseThrow();
    }

    @Test
    void nothingIsKnownOfALogThatCameInBetween() {
        final ListedStore store = ListedStore.make(folder);
        final StoreView view = StoreView.of(folder);
        rates.since(look(view).subList(0, 1), START_NS);
        store.run(0, "reset", "--name", "A", "--remote", "B", "--outgoing", "--yes");

        final List<ConnectionRate> later = rates.since(look(view), LATER_NS);

        assertEquals(5, later.size());
        later.forEach(rate -> assertRate(UNKNOWN, UNKNOWN, UNKNOWN, rate));
    }
}

package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import io.holdfast.store.Disk;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that makes the server wait for the disk as often as it can does so in its turn only; nothing is lost. */
class DiskTurnsTest extends QueueServerFixture {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long WAIT_NS = 20_000_000L;

    private int waits;

    /** A disk of which each wait takes a while. */
    private Disk slowDisk() {
        return (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
                if (method.getName().startsWith("force")) {
                    waits++;
                    clock.advance(WAIT_NS);
                }
                try {
                    return method.invoke(Disk.REAL, arguments);
                } catch (final InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    }

    @Test
    void oneThatSubscribesAgainAndAgainGetsTenTurnsASecondAndAllOfItsAnswers() {
        start(context());
        final WireSession greedy = welcomed('c', "greedy");
        for (int i = 0; i < 40; i++) {
            greedy.send(WireSession.subscribe(i, 2, 0, "q" + i));
            poll(3);
        }
        final int early = greedy.receive().received().size();
        assertTrue(early <= 8, "answers=" + early);

        clock.advance(SECOND_NS / 10);
        pollUntil("it has all", () -> {
            clock.advance(SECOND_NS / 1000);
            return greedy.receive().received().size() == 40;
        });
    }

    @Test
    void whateverClientsDoTheyTakeAnEighthOfTheTimeOfASlowDisk() {
        start(context().disk(slowDisk()));
        final WireClient producer = producer();
        final WireClient consumer = consumer(new WireBytes().subscribe("a"));
        final List<WireSession> greedy = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            greedy.add(session(new WireBytes().bytes(WireSession.hello('c', "g" + i).toBytes())
                .bytes(WireSession.subscribe(1, 1, 0, "q").toBytes()).bytes(WireSession.close(2).toBytes())));
        }
        waits = 0;
        final long beganNs = clock.monotonicNs();
        int cycles = 0;
        while (clock.monotonicNs() - beganNs < 8 * SECOND_NS) {
            clock.advance(SECOND_NS / 1000);
            poll();
            if (++cycles % 500 == 0) {
                sendAll(producer, new WireBytes().message("a", "1").toBytes());
            }
        }
        final double share = (double) waits * WAIT_NS / (clock.monotonicNs() - beganNs);
        assertTrue(waits > 0 && share < 0.25, "waits=" + waits + " share=" + share);
        receive(consumer, cycles / 500);
        assertEquals(cycles / 500, consumer.received().size());
    }

    @Test
    void whoComesLateHasItsTurnThoughThoseBeforeItWantAllThereAre() {
        start(context().disk(slowDisk()));
        final List<WireSession> greedy = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            greedy.add(session(WireSession.hello('c', "g" + i)));
        }
        pollUntil("all are welcome", () -> {
            clock.advance(SECOND_NS / 1000);
            return greedy.stream().noneMatch(session -> session.receive().welcome().isEmpty());
        });
        WireSession late = null;
        for (int i = 0; i < 10_000 && (late == null || late.receive().welcome().isEmpty()); i++) {
            if (i % 20 == 0) {
                for (final WireSession session : greedy) {
                    session.receive().send(WireSession.subscribe(i, 2, 0, "q" + i));
                }
            }
            if (i == 2000) {
                late = session(WireSession.hello('c', "late"));
            }
            clock.advance(SECOND_NS / 1000);
            poll();
        }

        assertTrue(late.welcome().startsWith("v1"), late.farewell());
    }
}

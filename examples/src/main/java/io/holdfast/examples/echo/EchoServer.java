package io.holdfast.examples.echo;

import io.holdfast.DutyCycle;
import io.holdfast.DutyCycleRunner;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.ConnectionGroup;
import io.holdfast.bridge.Server;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Deals a server's groups out to threads: thread i polls the groups i, i + threads, and so on. The calling thread is
 * the first of them and runs the server's own duty cycle too. When one of them fails, all end.
 */
final class EchoServer {
    private static final int MOST_PER_POLL = 256;

    private final Server server;
    private final int threads;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    EchoServer(final Server server, final int threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Serves until told to stop.
     *
     * @param shutdown tells
     * @throws RuntimeException what the first thread to fail threw
     */
    void run(final Shutdown shutdown) {
        final List<DutyCycleRunner> runners = new ArrayList<>();
        final List<Thread> others = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            final List<ConnectionGroup> groups = groupsOf(i);
            final DutyCycleRunner runner = new DutyCycleRunner(polling(groups),
                server.groupParking(IdleStrategy.DEFAULT_MAX_PARK_NS, groups), this::fail);
            runners.add(runner);
            others.add(new Thread(runner, "echo-" + i));
        }
        final DutyCycle groups = polling(groupsOf(0));
        final IdleStrategy idle = server.parking(IdleStrategy.DEFAULT_MAX_PARK_NS, groupsOf(0));
        others.forEach(Thread::start);
        try {
            while (!shutdown.isRequested() && failure.get() == null) {
                idle.idle(server.doWork() + groups.doWork());
            }
        } finally {
            runners.forEach(DutyCycleRunner::close);
            others.forEach(EchoServer::join);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private boolean fail(final RuntimeException error) {
        failure.compareAndSet(null, error);
        return false;
    }

    private List<ConnectionGroup> groupsOf(final int thread) {
        final List<ConnectionGroup> groups = new ArrayList<>();
        for (int i = thread; i < server.groupCount(); i += threads) {
            groups.add(server.group(i));
        }
        return groups;
    }

    private static DutyCycle polling(final List<ConnectionGroup> groups) {
        return () -> {
            int workCount = 0;
            for (int i = 0; i < groups.size(); i++) {
                workCount += groups.get(i).poll(EchoHandler.INSTANCE, MOST_PER_POLL);
            }
            return workCount;
        };
    }

    private static void join(final Thread thread) {
        try {
            thread.join();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while ending", interrupted);
        }
    }
}

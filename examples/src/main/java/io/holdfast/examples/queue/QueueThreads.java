package io.holdfast.examples.queue;

import io.holdfast.DutyCycleRunner;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads of a queue server: the calling one runs the server's duty cycle, and with more than one shard each has a
 * thread besides. When one of them fails, all end.
 */
final class QueueThreads {
    private final QueueServer server;
    private final int shards;
    private final boolean isBusy;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    QueueThreads(final QueueServer server, final int shards, final boolean isBusy) {
        this.server = server;
        this.shards = shards;
        this.isBusy = isBusy;
    }

    /**
     * Serves until told to stop.
     *
     * @param shutdown tells
     * @throws RuntimeException what the first thread to fail threw
     */
    void run(final Shutdown shutdown) {
        final List<DutyCycleRunner> runners = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; shards > 1 && i < shards; i++) {
            final DutyCycleRunner runner = new DutyCycleRunner(server.shard(i)::doWork,
                idle(server.shard(i).parking(IdleStrategy.DEFAULT_MAX_PARK_NS)), this::fail);
            runners.add(runner);
            threads.add(new Thread(runner, "queue-shard-" + i));
        }
        // with shards the calling thread only accepts and keeps house, and need not be quick
        final IdleStrategy parking = server.parking(IdleStrategy.DEFAULT_MAX_PARK_NS);
        final IdleStrategy idle = shards == 1 ? idle(parking) : parking;
        threads.forEach(Thread::start);
        try {
            while (!shutdown.isRequested() && failure.get() == null) {
                idle.idle(server.doWork());
            }
        } finally {
            runners.forEach(DutyCycleRunner::close);
            threads.forEach(QueueThreads::join);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private IdleStrategy idle(final IdleStrategy parking) {
        return isBusy ? IdleStrategy.busySpin() : parking;
    }

    private boolean fail(final RuntimeException error) {
        failure.compareAndSet(null, error);
        return false;
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

package io.holdfast;

/**
 * Drives a duty cycle on a thread of the user's, until closed or interrupted. An exception of the duty cycle goes to
 * the error handler; without one it ends the run.
 */
public final class DutyCycleRunner implements Runnable, AutoCloseable {
    private final DutyCycle dutyCycle;
    private final IdleStrategy idleStrategy;
    private final ErrorHandler errorHandler;
    private volatile boolean isRunning = true;

    /** Decides what an exception of the duty cycle means. */
    @FunctionalInterface
    public interface ErrorHandler {
        /**
         * Takes an exception.
         *
         * @param error what the duty cycle threw
         * @return whether to go on
         */
        boolean onError(RuntimeException error);
    }

    /**
     * A runner that ends with the first exception, which its {@link #run()} throws.
     *
     * @param dutyCycle    the work
     * @param idleStrategy what to do when there is none
     */
    public DutyCycleRunner(final DutyCycle dutyCycle, final IdleStrategy idleStrategy) {
        this(dutyCycle, idleStrategy, error -> {
            throw error;
        });
    }

    /**
     * A runner.
     *
     * @param dutyCycle    the work
     * @param idleStrategy what to do when there is none
     * @param errorHandler decides whether to go on after an exception
     */
    public DutyCycleRunner(final DutyCycle dutyCycle, final IdleStrategy idleStrategy,
                           final ErrorHandler errorHandler) {
        this.dutyCycle = dutyCycle;
        this.idleStrategy = idleStrategy;
        this.errorHandler = errorHandler;
    }

    @Override
    public void run() {
        while (isRunning && !Thread.currentThread().isInterrupted()) {
            int workCount = 0;
            try {
                workCount = dutyCycle.doWork();
            } catch (final RuntimeException error) {
                if (!errorHandler.onError(error)) {
                    return;
                }
            }
            idleStrategy.idle(workCount);
        }
    }

    /** Lets {@link #run()} return after the duty cycle under way, and wakes it if it idles. Does not wait for it. */
    @Override
    public void close() {
        isRunning = false;
        idleStrategy.wake();
    }
}

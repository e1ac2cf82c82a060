package dev.vernier.server;

import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.ControlSample;
import dev.vernier.policy.PolicySnapshot;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control path's one thread: ten times a second it samples the meters and publishes a snapshot, and in between it ends
 * the requests whose time is up. Thread-safe: the loader asks for a snapshot as well, when a variant comes.
 */
final class ControlPath implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPath.class);

    private static final long SNAPSHOT_NANOS = 100_000_000;
    /** How late the end of a request may be noticed while every lane is busy; a look costs some microseconds. */
    private static final long EXPIRY_NANOS = 5_000_000;

    private final LongSupplier clock;
    private final Dispatcher dispatcher;
    private final ControlLoop loop;
    private final MeterSampler sampler;
    private final EffectiveAccuracy accuracy;
    private final @Nullable ResidentVariants residents;
    private final InferencePipeline pipeline;
    private final Thread thread = new Thread(this::run, "vernier-control");
    private volatile boolean isClosed;

    /**
     * @param clock monotonic nanos
     * @param residents null where memory is not limited
     */
    ControlPath(
            LongSupplier clock,
            Dispatcher dispatcher,
            ControlLoop loop,
            MeterSampler sampler,
            EffectiveAccuracy accuracy,
            @Nullable ResidentVariants residents,
            InferencePipeline pipeline) {
        this.clock = clock;
        this.dispatcher = dispatcher;
        this.loop = loop;
        this.sampler = sampler;
        this.accuracy = accuracy;
        this.residents = residents;
        this.pipeline = pipeline;
    }

    /** Starts the thread. */
    void start() {
        thread.start();
    }

    /** Samples, and gives the policy what follows from it. */
    synchronized void step() {
        long now = clock.getAsLong();
        ControlSample sample = sampler.sample(dispatcher.takeWorkload(), now);
        PolicySnapshot next = loop.next(sample, now);
        dispatcher.adopt(next);
        if (residents != null) {
            residents.observe(sample, next);
        }
    }

    /** What the policy was last given. */
    synchronized PolicySnapshot snapshot() {
        return loop.snapshot();
    }

    private void run() {
        long nextSnapshot = clock.getAsLong();
        while (!isClosed) {
            LockSupport.parkNanos(EXPIRY_NANOS);
            try {
                pipeline.expire();
                if (clock.getAsLong() - nextSnapshot >= 0) {
                    nextSnapshot += SNAPSHOT_NANOS;
                    accuracy.observe();
                    step();
                }
            } catch (RuntimeException bug) {
                // Without this thread nothing would expire any more, and snapshots would grow stale.
                LOG.error("the control path failed", bug);
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}

package dev.vernier.loadtest.load;

import io.grpc.CallOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Keeps a fixed number of requests in flight and times each answer of one window: what a server costs a request when it is
 * neither idle nor pressed. For how much it can carry see {@link ClosedLoop}.
 *
 * @param inFlight requests under way at any time
 * @param warmUp before the window: answered but not counted
 */
public record SteadyLoop(int inFlight, Duration warmUp, Duration window) {
    /** After this many errors nothing is sent any more: a server that is gone answers at once. */
    private static final int MAX_ERRORS = 1_000;

    /** What is read at the window's two ends, on the calling thread. */
    public interface Ends {
        void begin();

        void end();
    }

    /**
     * Sends the bodies in turn.
     *
     * @param kinds every kinds-th body is of one kind, of which the latencies are kept apart
     */
    public SteadyWindow run(InferenceClient client, Bodies bodies, int kinds, Ends ends) {
        Run run = new Run(client, bodies, kinds);
        try {
            for (int i = 0; i < inFlight; i++) {
                run.new Slot().send();
            }
            parkUntil(System.nanoTime() + warmUp.toNanos());
            ends.begin();
            long start = System.nanoTime();
            run.count(true);
            parkUntil(start + window.toNanos());
            run.count(false);
            double seconds = (System.nanoTime() - start) / 1e9;
            ends.end();
            return run.window(seconds);
        } finally {
            run.stop();
            client.cancelOpen();
        }
    }

    private static void parkUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static final class Run {
        private final InferenceClient client;
        private final Bodies bodies;
        private final List<Histogram> latencyMicros = new ArrayList<>();
        private int next;
        private int errors;
        private boolean counts;
        private boolean isStopped;

        Run(InferenceClient client, Bodies bodies, int kinds) {
            this.client = client;
            this.bodies = bodies;
            for (int kind = 0; kind < kinds; kind++) {
                latencyMicros.add(new Histogram(SteadyWindow.MAX_MICROS, 3));
            }
        }

        synchronized void count(boolean isInWindow) {
            counts = isInWindow;
        }

        private synchronized boolean isStopped() {
            return isStopped;
        }

        synchronized void stop() {
            isStopped = true;
        }

        synchronized SteadyWindow window(double seconds) {
            return new SteadyWindow(latencyMicros.stream().map(Histogram::copy).toList(), errors, seconds);
        }

        private synchronized int take() {
            int body = next;
            next = (next + 1) % bodies.size();
            return body;
        }

        /** Counts a reply; true while the loop goes on. */
        private synchronized boolean enter(int body, Reply reply, long latencyNanos) {
            if (reply.answer() == null || !reply.isMatched()) {
                errors += counts ? 1 : 0;
            } else if (counts) {
                latencyMicros.get(body % latencyMicros.size()).recordValue(SteadyWindow.micros(latencyNanos));
            }
            return !isStopped && errors < MAX_ERRORS;
        }

        private final class Slot implements InferenceClient.ReplyListener {
            private long sentNanos;

            void send() {
                int body = take();
                sentNanos = System.nanoTime();
                client.send(body, bodies.body(body), CallOptions.DEFAULT, this);
            }

            private void sendAgain() {
                if (!isStopped()) {
                    send();
                }
            }

            @Override
            public void replied(int body, Reply reply) {
                if (enter(body, reply, reply.nanos() - sentNanos)) {
                    client.execute(this::sendAgain);
                }
            }
        }
    }
}

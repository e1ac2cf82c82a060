package dev.vernier.loadtest.load;

import io.grpc.CallOptions;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fixed number of requests in flight and counts the answers: how much a server can carry, not how long it takes.
 *
 * @param inFlight requests under way at any time
 * @param warmUp from the first answer to the first window: answered but not counted
 * @param window one measured stretch
 * @param windows how many follow each other
 */
public record ClosedLoop(int inFlight, Duration warmUp, Duration window, int windows) {
    /** Without a first answer by then there is nothing to measure. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Runs on the client's event loop while the calling thread waits.
     *
     * @param seed of the order in which the texts are sent
     * @throws LoadException when the server answers anything but OK or RESOURCE_EXHAUSTED, or nothing at all
     */
    public Throughput run(InferenceClient client, Corpus corpus, Bodies bodies, Scorer scorer, long seed)
            throws InterruptedException {
        Run run = new Run(client, Plan.shuffled(corpus.size(), seed), bodies, scorer);
        try {
            return run.measure();
        } finally {
            client.cancelOpen();
        }
    }

    private final class Run implements InferenceClient.ReplyListener {
        private final InferenceClient client;
        private final int[] order;
        private final Bodies bodies;
        private final Scorer scorer;
        private final long[] answered = new long[windows];
        private boolean hasStarted;
        private long startNanos;
        private long endNanos = System.nanoTime() + PATIENCE.toNanos();
        private long refused;
        private int next;
        private int open = inFlight;
        private @Nullable Status fault;

        Run(InferenceClient client, int[] order, Bodies bodies, Scorer scorer) {
            this.client = client;
            this.order = order;
            this.bodies = bodies;
            this.scorer = scorer;
        }

        Throughput measure() throws InterruptedException {
            for (int i = 0; i < inFlight; i++) {
                sendNext();
            }
            awaitEnd();
            if (fault != null) {
                throw new LoadException("a request of the closed loop ended with " + fault);
            }
            if (!hasStarted) {
                throw new LoadException("no answer within " + PATIENCE.toSeconds() + " s");
            }
            return Throughput.of(answered, refused, window);
        }

        private synchronized void awaitEnd() throws InterruptedException {
            for (long left = leftNanos(); open > 0 && left > 0; left = leftNanos()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        private long leftNanos() {
            return endNanos + window.toNanos() - System.nanoTime();
        }

        private void sendNext() {
            int text = nextText();
            client.send(text, bodies.body(text), CallOptions.DEFAULT, this);
        }

        private synchronized int nextText() {
            int text = order[next];
            next = (next + 1) % order.length;
            return text;
        }

        @Override
        public void replied(int text, Reply reply) {
            if (enter(text, reply)) {
                sendNext();
            }
        }

        /** Counts a reply; true while the loop goes on. */
        private synchronized boolean enter(int text, Reply reply) {
            Answer answer = reply.answer();
            if (answer != null && reply.isMatched()) {
                scorer.score(text, answer.output());
                count(reply.nanos());
            } else if (isOverload(reply.status())) {
                refused++;
            } else if (fault == null) {
                fault = reply.status().isOk()
                        ? Status.INTERNAL.withDescription("an answer carried another request's id")
                        : reply.status();
            }
            boolean goesOn = fault == null && endNanos - reply.nanos() > 0;
            if (!goesOn && --open == 0) {
                notifyAll();
            }
            return goesOn;
        }

        /** Refused, or too late on a busy machine: no answer, but no mistake either. */
        private static boolean isOverload(Status status) {
            return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                    || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        }

        private void count(long nanos) {
            if (!hasStarted) {
                hasStarted = true;
                startNanos = nanos + warmUp.toNanos();
                endNanos = startNanos + window.multipliedBy(windows).toNanos();
                notifyAll();
            }
            long index = Math.floorDiv(nanos - startNanos, window.toNanos());
            if (index >= 0 && index < answered.length) {
                answered[(int) index]++;
            }
        }
    }
}

package dev.vernier.loadtest.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a run cost the client's side, and whether the client was the limit of what was measured.
 *
 * @param cpuSeconds CPU time of this process
 * @param isBound the figures of the run say more about the client than about the server
 */
public record ClientEffort(double cpuSeconds, boolean isBound) {
    /** An event loop that is busy for more of the time than this has a queue of its own in front of the answers. */
    private static final double MAX_EVENT_LOOP_SHARE = 0.9;

    /** Sends that are later than this share of the SLO in one of a hundred cases make latencies of their own. */
    private static final double MAX_LAG_SHARE = 0.1;

    /** A running measurement; start it just before the run. */
    public static final class Watch {
        private final InferenceClient client;
        private final long startNanos = System.nanoTime();
        private final long startCpuNanos = processCpuNanos();
        private final long startEventLoopNanos;

        private Watch(InferenceClient client) {
            this.client = client;
            this.startEventLoopNanos = client.eventLoopCpuNanos();
        }

        /** The effort since the start, judged by the run's own lags. */
        public ClientEffort stop(Ledger ledger, double sloMillis) {
            double wallNanos = System.nanoTime() - startNanos;
            double eventLoopShare = (client.eventLoopCpuNanos() - startEventLoopNanos) / wallNanos;
            boolean isBound = eventLoopShare > MAX_EVENT_LOOP_SHARE
                    || Tally.of(ledger).lagMillis(99) > MAX_LAG_SHARE * sloMillis
                    || ledger.unsent() > 0;
            return new ClientEffort((processCpuNanos() - startCpuNanos) / 1e9, isBound);
        }
    }

    public static Watch start(InferenceClient client) {
        return new Watch(client);
    }

    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}

package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.LoadException;
import dev.vernier.loadtest.load.SteadyLoop;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.loadtest.stage.ServerMeters;
import java.io.IOException;

/**
 * What a window cost.
 *
 * @param cpuSeconds of the server's process
 * @param runCpuSeconds of its lanes inside the runtime
 * @param clientCpuSeconds of this process
 */
record ServerEffort(double cpuSeconds, double runCpuSeconds, double clientCpuSeconds) {
    /** Reads at the ends of a window, at both in the same order; the second reading of the meters counts against the server. */
    static final class Watch implements SteadyLoop.Ends {
        private final RunningServer server;
        private ServerEffort begin = new ServerEffort(0, 0, 0);
        private ServerEffort end = begin;

        Watch(RunningServer server) {
            this.server = server;
        }

        @Override
        public void begin() {
            begin = now();
        }

        @Override
        public void end() {
            end = now();
        }

        /** What was spent between the two. */
        ServerEffort effort() {
            return new ServerEffort(
                    end.cpuSeconds() - begin.cpuSeconds(),
                    end.runCpuSeconds() - begin.runCpuSeconds(),
                    end.clientCpuSeconds() - begin.clientCpuSeconds());
        }

        private ServerEffort now() {
            double runCpuSeconds = runCpuSeconds();
            return new ServerEffort(
                    CpuAtEnds.seconds(server.process()), runCpuSeconds, CpuAtEnds.seconds(ProcessHandle.current()));
        }

        private double runCpuSeconds() {
            try {
                return ServerMeters.read(server.metrics()).sum("vernier_run_cpu_seconds_total");
            } catch (IOException e) {
                throw new LoadException("the server does not show its meters", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoadException("interrupted while reading the server's meters", e);
            }
        }
    }
}

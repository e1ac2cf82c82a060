package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.SteadyWindow;

/**
 * One cell in one round.
 *
 * @param ceilingRps what the runtime alone did in the same round
 * @param runCpuSeconds CPU time of the lanes inside the runtime, during the window
 * @param serverCpuSeconds of the server's process
 * @param clientCpuSeconds of this process
 */
record CeilingRound(
        double ceilingRps,
        SteadyWindow window,
        double runCpuSeconds,
        double serverCpuSeconds,
        double clientCpuSeconds,
        double otherCpuCores) {
    double ratioToCeiling() {
        return window.rps() / ceilingRps;
    }

    /** Share of the server's CPU time that the runtime gets. */
    double efficiency() {
        return serverCpuSeconds == 0 ? 0 : Math.min(1, runCpuSeconds / serverCpuSeconds);
    }
}

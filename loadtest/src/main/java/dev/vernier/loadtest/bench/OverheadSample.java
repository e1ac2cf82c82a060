package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.SteadyWindow;

/**
 * One contender in one cell and round.
 *
 * @param cpuSeconds of its process during the window
 * @param allocatedBytesPerRequest on its heap, in a window of its own
 */
record OverheadSample(SteadyWindow window, double cpuSeconds, double allocatedBytesPerRequest) {
    double cpuMicrosPerRequest() {
        return cpuSeconds * 1e6 / window.answered();
    }
}

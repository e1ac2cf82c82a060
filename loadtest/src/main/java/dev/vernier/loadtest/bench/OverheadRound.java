package dev.vernier.loadtest.bench;

/** Both contenders in one cell and round. */
record OverheadRound(OverheadSample echo, OverheadSample identity, double otherCpuCores) {
    double ratioToEcho() {
        return identity.window().rps() / echo.window().rps();
    }

    double addedMicros(double percentile) {
        return 1_000
                * (identity.window().latencyMillis(percentile) - echo.window().latencyMillis(percentile));
    }

    double addedCpuMicros() {
        return identity.cpuMicrosPerRequest() - echo.cpuMicrosPerRequest();
    }
}

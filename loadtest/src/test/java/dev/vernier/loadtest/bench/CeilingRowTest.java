package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.load.SteadyWindow;
import dev.vernier.loadtest.stage.Verdict;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class CeilingRowTest {
    private static final CeilingCell MIXED = new CeilingCell("int8", List.of(32, 128), 16);

    @Test
    void ratiosAreTakenWithinARound() {
        CeilingRow row = row(MIXED, round(100, 90, 0), round(200, 160, 0), round(50, 48, 0));

        assertThat(row.ratioToCeiling().value()).isCloseTo(0.9, within(1e-9));
        assertThat(row.efficiency().value()).isCloseTo(0.96, within(1e-9));
    }

    @Test
    void hasTheFieldsOfTheContract() {
        Map<String, Object> fields = row(MIXED, round(100, 90, 0)).fields();

        assertThat(fields)
                .containsKeys(
                        "variant",
                        "ceiling_rps",
                        "throughput_rps",
                        "ratio_to_ceiling",
                        "efficiency",
                        "p50_ms",
                        "p99_ms",
                        "client_cpu_s",
                        "server_cpu_s",
                        "verdict")
                .containsEntry("length", "32+128")
                .containsEntry("concurrency", 16)
                .containsEntry("lanes", 2)
                .containsEntry("errors", 0);
        assertThat(fields.get("by_length"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("32", "128");
    }

    @Test
    void anErrorFails() {
        assertThat(row(MIXED, round(100, 90, 0)).verdict()).isEqualTo(Verdict.PASS);
        assertThat(row(MIXED, round(100, 90, 1)).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void latenciesAreKeptByLength() {
        SteadyWindow window = round(100, 90, 0).window();

        assertThat(window.latencyMillis(0, 50)).isCloseTo(10, within(0.02));
        assertThat(window.latencyMillis(1, 50)).isCloseTo(40, within(0.05));
    }

    private static CeilingRow row(CeilingCell cell, CeilingRound... rounds) {
        return new CeilingRow(cell, 2, List.of(rounds));
    }

    /** Answers of 32 tokens take 10 ms, of 128 tokens 40 ms. */
    private static CeilingRound round(double ceilingRps, int answers, int errors) {
        Histogram shorts = new Histogram(60_000_000, 3);
        Histogram longs = new Histogram(60_000_000, 3);
        shorts.recordValueWithCount(10_000, answers / 2);
        longs.recordValueWithCount(40_000, answers - answers / 2);
        SteadyWindow window = new SteadyWindow(List.of(shorts, longs), errors, 1);
        return new CeilingRound(ceilingRps, window, 1.92, 2, 0.2, 0);
    }
}

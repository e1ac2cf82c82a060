package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.load.SteadyWindow;
import dev.vernier.loadtest.stage.Verdict;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class OverheadRowTest {
    private static final IdentityModel SMALL = new IdentityModel(384);

    @Test
    void comparesWithTheEchoOfTheSameRound() {
        OverheadRow row = row(16, new OverheadRound(sample(1_000, 100, 10, 5_000), sample(900, 150, 12, 7_000), 0));
        Map<String, Object> fields = row.fields();

        assertThat(row.ratioToEcho().value()).isCloseTo(0.9, within(1e-9));
        assertThat((Double) fields.get("added_p50_us")).isCloseTo(50, within(1.0));
        assertThat((Double) fields.get("added_cpu_us")).isCloseTo(2, within(1e-6));
        assertThat(fields)
                .containsEntry("concurrency", 16)
                .containsEntry("payload_bytes", 1_536)
                .containsEntry("alloc_bytes_per_request", 7_000.0)
                .containsEntry("echo_alloc_bytes_per_request", 5_000.0)
                .containsKeys("echo_rps", "identity_rps", "added_p99_us", "verdict");
    }

    @Test
    void passesWhatIsNearlyAsGoodAsTheEcho() {
        OverheadSample echo = sample(1_000, 100, 10, 5_000);

        assertThat(row(16, new OverheadRound(echo, sample(900, 150, 12, 7_000), 0))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(row(16, new OverheadRound(echo, sample(800, 150, 12, 7_000), 0))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(row(16, new OverheadRound(echo, sample(900, 150, 12, 9_000), 0))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(row(1, new OverheadRound(echo, sample(500, 350, 60, 7_000), 0))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aLargeTensorIsJudgedByItsHeapAlone() {
        OverheadCell large = new OverheadCell(new IdentityModel(150_528), 16);
        OverheadSample echo = sample(100, 1_000, 100, 4e6);

        assertThat(new OverheadRow(large, List.of(new OverheadRound(echo, sample(50, 2_000, 300, 1.2e6), 1))).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(new OverheadRow(large, List.of(new OverheadRound(echo, sample(50, 2_000, 300, 1.4e6), 1))).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    private static OverheadRow row(int concurrency, OverheadRound round) {
        return new OverheadRow(new OverheadCell(SMALL, concurrency), List.of(round));
    }

    private static OverheadSample sample(int answers, long micros, double cpuMicros, double allocatedBytes) {
        Histogram latency = new Histogram(60_000_000, 3);
        latency.recordValueWithCount(micros, answers);
        return new OverheadSample(new SteadyWindow(List.of(latency), 0, 1), answers * cpuMicros / 1e6, allocatedBytes);
    }
}

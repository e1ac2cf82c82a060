package dev.vernier.loadtest.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerMetersTest {
    private final ServerMeters meters = new ServerMeters(List.of(
            "# TYPE vernier_requests_total counter",
            "vernier_requests_total{model=\"a\",variant=\"fp32\"} 3.0",
            "vernier_requests_total{model=\"a\",variant=\"int8\"} 4.0",
            "vernier_requests_total_other 100.0",
            "vernier_price 0.5"));

    @Test
    void sumsAllSeriesOfAMetric() {
        assertThat(meters.sum("vernier_requests_total")).isEqualTo(7);
        assertThat(meters.sum("vernier_price")).isEqualTo(0.5);
    }

    @Test
    void aMetricThatIsNotThereIsZero() {
        assertThat(meters.sum("vernier_requests")).isZero();
    }
}

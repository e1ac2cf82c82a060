package dev.vernier.server;

import dev.vernier.policy.ModelProfile;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/**
 * Effective accuracy of each model over the last second and the last ten: the sum of the values of the answers in time over
 * the number of requests. Read off the request meters; NaN where no request came. Not thread-safe, but for the gauges.
 */
final class EffectiveAccuracy {
    private static final int SHORT_STEPS = 10;
    private static final int LONG_STEPS = 100;

    private final List<Series> series = new ArrayList<>();

    EffectiveAccuracy(OpenModels models, Telemetry telemetry) {
        for (OpenModel model : models.all()) {
            Series ofModel = new Series(model);
            series.add(ofModel);
            gauge(telemetry, ofModel, "1s", SHORT_STEPS);
            gauge(telemetry, ofModel, "10s", LONG_STEPS);
        }
    }

    /** Takes one reading; called ten times a second. */
    void observe() {
        series.forEach(Series::observe);
    }

    private static void gauge(Telemetry telemetry, Series series, String window, int steps) {
        telemetry.gauge(
                "vernier.effective.accuracy",
                Tags.of("model", series.model.version().model(), "window", window),
                () -> series.over(steps));
    }

    /** Cumulative sums of one model at the last readings, in a ring. */
    private static final class Series {
        private final OpenModel model;
        private final double[] values = new double[LONG_STEPS + 1];
        private final double[] requests = new double[LONG_STEPS + 1];
        private int readings;

        Series(OpenModel model) {
            this.model = model;
        }

        synchronized void observe() {
            ModelMeters meters = model.meters();
            ModelProfile profile = model.profile();
            double value = 0;
            double total = meters.count();
            for (int slot = 0; slot < meters.ofVariants().size(); slot++) {
                value += profile.value(slot) * meters.ofVariant(slot).count(Outcome.IN_TIME);
            }
            values[readings % values.length] = value;
            requests[readings % requests.length] = total;
            readings++;
        }

        synchronized double over(int steps) {
            if (readings == 0) {
                return Double.NaN;
            }
            int last = readings - 1;
            int first = Math.max(0, last - steps);
            double offered = at(requests, last) - at(requests, first);
            return offered > 0 ? (at(values, last) - at(values, first)) / offered : Double.NaN;
        }

        private static double at(double[] ring, int reading) {
            return ring[reading % ring.length];
        }
    }
}

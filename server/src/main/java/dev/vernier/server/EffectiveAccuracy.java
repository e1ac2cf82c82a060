package dev.vernier.server;

import dev.vernier.policy.ModelProfile;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Effective accuracy of each model over the last second and the last ten: the sum of the values of the answers in time over
 * the number of requests. Read off the request meters; NaN where no request came. Not thread-safe, but for the gauges.
 */
final class EffectiveAccuracy {
    private static final int SHORT_STEPS = 10;
    private static final int LONG_STEPS = 100;

    private final Map<String, Series> series = new HashMap<>();
    private final OpenModels models;
    private final Telemetry telemetry;

    EffectiveAccuracy(OpenModels models, Telemetry telemetry) {
        this.models = models;
        this.telemetry = telemetry;
        models.all().forEach(this::of);
    }

    /** Takes one reading; called ten times a second. */
    void observe() {
        for (OpenModel model : models.all()) {
            if (model.isCurrent()) {
                of(model).observe(model);
            }
        }
    }

    private Series of(OpenModel model) {
        return series.computeIfAbsent(model.version().model(), name -> {
            Series ofModel = new Series();
            gauge(name, ofModel, "1s", SHORT_STEPS);
            gauge(name, ofModel, "10s", LONG_STEPS);
            return ofModel;
        });
    }

    private void gauge(String model, Series ofModel, String window, int steps) {
        telemetry.gauge(
                "vernier.effective.accuracy", Tags.of("model", model, "window", window), () -> ofModel.over(steps));
    }

    /** Cumulative sums of one model at the last readings, in a ring. */
    private static final class Series {
        private final double[] values = new double[LONG_STEPS + 1];
        private final double[] requests = new double[LONG_STEPS + 1];
        private int readings;

        private @Nullable OpenModel observed;

        synchronized void observe(OpenModel model) {
            if (model != observed) {
                // Another version: its variants' values are others, and the sums begin anew.
                observed = model;
                readings = 0;
            }
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

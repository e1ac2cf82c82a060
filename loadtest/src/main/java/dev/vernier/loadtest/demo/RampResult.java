package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.stage.Gain;
import dev.vernier.store.measure.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All steps of a ramp.
 *
 * @param steps in the order of the ramp; one a place and policy
 * @param texts size of the corpus that was sent
 */
record RampResult(List<Step> steps, int texts) {
    RampResult {
        steps = List.copyOf(steps);
    }

    Optional<Step> step(Place place, Policy policy) {
        return steps.stream()
                .filter(step -> step.place().equals(place) && step.policy() == policy)
                .findFirst();
    }

    List<Place> places() {
        return steps.stream().map(Step::place).distinct().toList();
    }

    List<Step> of(Policy policy) {
        return steps.stream().filter(step -> step.policy() == policy).toList();
    }

    boolean isNoisy() {
        return steps.stream().anyMatch(Step::isNoisy);
    }

    /** The measures of the result's {@code ramp} by their names: over the whole ramp, and at two and three times. */
    Map<String, Measure> gains(long seed) {
        Map<String, Measure> gains = new LinkedHashMap<>();
        addGains(gains, "", place -> true, seed);
        addGains(gains, "_2x", place -> place.load() == 2, seed);
        addGains(gains, "_3x", place -> place.load() == 3, seed);
        return gains;
    }

    private void addGains(Map<String, Measure> gains, String suffix, Predicate<Place> places, long seed) {
        gain(Gain.Worth.ACCURACY, Policy.FP32, places, seed)
                .ifPresent(gain -> gains.put("accuracy_gain_over_fp32" + suffix, gain));
        gain(Gain.Worth.ACCURACY, Policy.INT8, places, seed)
                .ifPresent(gain -> gains.put("accuracy_gain_over_int8" + suffix, gain));
        gain(Gain.Worth.FIDELITY, Policy.INT8, places, seed)
                .ifPresent(gain -> gains.put("fidelity_gain_over_int8" + suffix, gain));
    }

    private Optional<Measure> gain(Gain.Worth worth, Policy other, Predicate<Place> places, long seed) {
        Gain gain = new Gain(worth, texts);
        boolean isMeasured = false;
        for (Place place : places().stream().filter(places).toList()) {
            Optional<Step> ours = step(place, Policy.ADAPTIVE);
            Optional<Step> theirs = step(place, other);
            if (ours.isPresent() && theirs.isPresent()) {
                gain.add(ours.get().ledger(), theirs.get().ledger());
                isMeasured = true;
            }
        }
        return isMeasured ? Optional.of(gain.measure(seed)) : Optional.empty();
    }
}

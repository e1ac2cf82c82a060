package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.LengthClass;
import dev.vernier.loadtest.stage.Ladder;
import dev.vernier.loadtest.stage.LengthMix;
import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.store.measure.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds a ramp against what adaptive precision promises. */
final class Promises {
    private static final double MIN_ATTAINMENT = 0.99;
    private static final double MIN_REFERENCE_SHARE_AT_HALF = 0.97;
    private static final double MIN_REFERENCE_SHARE_AT_REST = 0.995;

    private final RampResult ramp;
    private final Ladder ladder;
    private final Corpus corpus;
    private final Map<String, Measure> gains;

    Promises(RampResult ramp, Ladder ladder, Corpus corpus, Map<String, Measure> gains) {
        this.ramp = ramp;
        this.ladder = ladder;
        this.corpus = corpus;
        this.gains = gains;
    }

    List<Promise> all() {
        List<Promise> promises = new ArrayList<>();
        promises.add(attainment());
        promises.add(gain("accuracy_gain_over_fp32", "more right answers in time than fp32 only"));
        promises.add(gain("fidelity_gain_over_int8", "answers closer to full precision than int8 only"));
        promises.add(notBelow("accuracy_gain_over_int8", "no fewer right answers in time than int8 only"));
        promises.add(referenceShare(0.5, MIN_REFERENCE_SHARE_AT_HALF));
        promises.add(referenceShare(0.3, MIN_REFERENCE_SHARE_AT_REST));
        promises.add(books());
        return promises;
    }

    /** Whether the invariants hold whose breach is a fault, whatever the machine was doing. */
    boolean areBooksInOrder() {
        return ramp.steps().stream().allMatch(Step::isInOrder);
    }

    private Promise attainment() {
        String text = String.format(
                Locale.ROOT,
                "Adaptive answers at least 99 %% in time at every step up to %.2fx",
                ladder.promisedLoad());
        List<Step> steps = ramp.of(Policy.ADAPTIVE).stream()
                .filter(step -> step.place().load() <= ladder.promisedLoad())
                .toList();
        Optional<Step> worst = steps.stream()
                .min(Comparator.comparingDouble(step -> step.tally().sloAttainment()));
        if (worst.isEmpty()) {
            return new Promise(text, "not measured", Verdict.UNDECIDED);
        }
        boolean failsQuietly = steps.stream().anyMatch(step -> isMissed(step) && !step.isNoisy());
        String measured = String.format(
                Locale.ROOT,
                "lowest %.2f %%, at %s",
                100 * worst.get().tally().sloAttainment(),
                worst.get().place().text());
        return new Promise(text, measured, Verdict.of(!isMissed(worst.get()), !failsQuietly));
    }

    private static boolean isMissed(Step step) {
        return step.tally().sloAttainment() < MIN_ATTAINMENT;
    }

    private Promise gain(String name, String what) {
        return gain(name, what, gains.get(name), measure -> measure.low() > 0);
    }

    private Promise notBelow(String name, String what) {
        return gain(name, what, gains.get(name), measure -> measure.high() >= 0);
    }

    private Promise gain(String name, String what, @Nullable Measure measure, Predicate<Measure> condition) {
        String text = "Over the whole ramp adaptive gives " + what;
        if (measure == null) {
            return new Promise(text, name + " was not measured", Verdict.UNDECIDED);
        }
        String measured = String.format(
                Locale.ROOT,
                "%+.2f percentage points, 95 %% interval %+.2f to %+.2f",
                100 * measure.value(),
                100 * measure.low(),
                100 * measure.high());
        return new Promise(text, measured, ramp.isNoisy() ? Verdict.NOISY : Verdict.of(condition.test(measure), false));
    }

    private Promise referenceShare(double load, double least) {
        String text = String.format(
                Locale.ROOT,
                "At %.1fx full precision answers at least %.1f %%, overall and in each length class",
                load,
                100 * least);
        LengthMix mix = new LengthMix();
        List<Step> steps = ramp.of(Policy.ADAPTIVE).stream()
                .filter(step -> step.place().load() == load)
                .toList();
        steps.forEach(step -> mix.add(step.ledger(), corpus));
        Map<String, Measure> shares = new LinkedHashMap<>();
        mix.referenceShare().ifPresent(share -> shares.put("overall", share));
        for (LengthClass length : LengthClass.values()) {
            mix.referenceShare(length).ifPresent(share -> shares.put(length.key() + " tokens", share));
        }
        return shares.entrySet().stream()
                .min(Comparator.comparingDouble(share -> share.getValue().high()))
                .map(worst -> new Promise(
                        text,
                        measuredShare(worst.getKey(), worst.getValue()),
                        Verdict.of(
                                worst.getValue().high() >= least, steps.stream().anyMatch(Step::isNoisy))))
                .orElseGet(() -> new Promise(text, "not measured", Verdict.UNDECIDED));
    }

    private static String measuredShare(String where, Measure share) {
        return String.format(
                Locale.ROOT,
                "lowest: %s, %.2f %% of %d, upper bound %.2f %%",
                where,
                100 * share.value(),
                share.n(),
                100 * share.high());
    }

    private Promise books() {
        int sent = ramp.steps().stream().mapToInt(step -> step.tally().sent()).sum();
        long unanswered = ramp.steps().stream()
                .filter(step -> step.measured().hasUnanswered())
                .count();
        String measured = sent + " requests in " + ramp.steps().size() + " steps"
                + (unanswered == 0 ? "" : "; " + unanswered + " steps have failed or lost requests");
        return new Promise(
                "Counts add up in every step, no answer is lost and each belongs to its request",
                measured,
                Verdict.of(areBooksInOrder() && unanswered == 0, false));
    }
}

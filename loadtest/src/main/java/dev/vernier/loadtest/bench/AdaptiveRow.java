package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LoadFields;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.loadtest.stage.Gain;
import dev.vernier.loadtest.stage.MeasuredLoad;
import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.policy.baseline.Baseline;
import dev.vernier.store.measure.Measure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One policy over one trace.
 *
 * @param text the policy as {@code serve --policy} takes it
 * @param ours the adaptive policy over the same trace; null in its own row
 * @param seed of the resampling
 */
record AdaptiveRow(
        Course course,
        String text,
        MeasuredLoad measured,
        @Nullable MeasuredLoad ours,
        Corpus corpus,
        long seed) {
    private static final double MIN_ATTAINMENT = 0.99;
    private static final double MAX_RETURN_MILLIS = 1_000;

    /** Its name without parameters. */
    String policy() {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** Share in time of the requests that were due in the busy part of the trace. */
    double busyAttainment() {
        Ledger ledger = measured.ledger();
        int due = 0;
        int inTime = 0;
        for (int row = 0; row < ledger.size(); row++) {
            long offset = ledger.plan().schedule().offsetNanos(row);
            if (offset >= course.busyFrom().toNanos()
                    && offset < course.calmFrom().toNanos()) {
                due++;
                inTime += ledger.outcome(row) == Outcome.IN_TIME ? 1 : 0;
            }
        }
        return due == 0 ? 1 : (double) inTime / due;
    }

    @Nullable Double returnMillis() {
        return Return.millis(measured.ledger(), course.calmFrom());
    }

    /** Ours less this policy, paired by request; null in our own row. */
    @Nullable Measure gain(Gain.Worth worth) {
        if (ours == null) {
            return null;
        }
        Gain gain = new Gain(worth, corpus.size());
        gain.add(ours.ledger(), measured.ledger());
        return gain.measure(seed);
    }

    /**
     * Ours is to be in time in the busy part and back at the reference soon; against every other ours is not to be behind in
     * accuracy, and to be ahead in fidelity of each single variant.
     */
    Verdict verdict() {
        if (!measured.isInOrder()) {
            return Verdict.FAIL;
        }
        if (measured.isNoisy() || (ours != null && ours.isNoisy())) {
            return Verdict.NOISY;
        }
        return Verdict.of(ours == null ? isPromiseKept() : isAhead(), false);
    }

    private boolean isPromiseKept() {
        Double back = returnMillis();
        return busyAttainment() >= MIN_ATTAINMENT && back != null && back <= MAX_RETURN_MILLIS;
    }

    private boolean isAhead() {
        Measure accuracy = gain(Gain.Worth.ACCURACY);
        Measure fidelity = gain(Gain.Worth.FIDELITY);
        boolean isSingle = text.startsWith(Baseline.FIXED);
        return accuracy != null && accuracy.high() >= 0 && fidelity != null && (!isSingle || fidelity.low() > 0);
    }

    /** The row as the result file has it. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("trace", course.name());
        fields.put("policy", policy());
        fields.put("parameters", text.substring(policy().length()).replaceFirst("^:", ""));
        fields.put("load", course.peakRps() / course.baseRps() * Adaptive.CALM_LOAD);
        fields.put("phase", "up");
        fields.putAll(measured.fields(corpus));
        fields.put("busy_slo_attainment", busyAttainment());
        fields.put("return_to_reference_ms", returnMillis());
        if (ours != null) {
            fields.put("accuracy_gain", gain(Gain.Worth.ACCURACY));
            fields.put("fidelity_gain", gain(Gain.Worth.FIDELITY));
        }
        fields.put("verdict", verdict().key());
        fields.put("series", LoadFields.series(measured.ledger()));
        return fields;
    }
}

package dev.vernier.loadtest.simulate;

import dev.vernier.policy.simulate.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row of the result file. */
final class VerdictFields {
    private VerdictFields() {}

    static Map<String, Object> of(Verdict verdict) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("profile", verdict.profile());
        row.put("trace", verdict.trace());
        row.put("seed", verdict.seed());
        row.put("policy", verdict.policy());
        row.put("effective_accuracy", verdict.effectiveAccuracy());
        row.put("upper_bound", verdict.upperBound());
        row.put("lower_bound", verdict.lowerBound());
        row.put("oracle_ratio", verdict.oracleRatio());
        row.put("oracle_gap_certified", verdict.oracleGapCertified());
        row.put("best_static", verdict.bestStatic());
        row.put("best_static_accuracy", verdict.bestStaticAccuracy());
        row.put("winnable", verdict.winnable());
        row.put("gap_closed", Double.isNaN(verdict.gapClosed()) ? null : verdict.gapClosed());
        row.put("slo_attainment", verdict.sloAttainment());
        row.put("max_accuracy_drop_1s", verdict.maxAccuracyDrop1s());
        row.put("switches_per_s", verdict.switchesPerSecond());
        row.put("offered", verdict.offered());
        row.put("shed", verdict.shed());
        row.put("floor_violations", verdict.floorViolations());
        row.put("dropped_after_admission", verdict.droppedAfterAdmission());
        row.put("mix", verdict.mix());
        return row;
    }
}

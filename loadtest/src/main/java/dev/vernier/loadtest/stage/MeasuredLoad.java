package dev.vernier.loadtest.stage;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LoadFields;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.loadtest.load.Tally;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A load that was sent, and what came of it.
 *
 * @param otherCpuCores cores that foreign processes used meanwhile
 * @param isClientBound whether the load generator was the limit
 */
public record MeasuredLoad(Ledger ledger, Tally tally, double otherCpuCores, boolean isClientBound) {
    public boolean isNoisy() {
        return Verdict.isNoisy(otherCpuCores) || isClientBound;
    }

    /** Whether the counts add up and each answer belongs to its request. */
    public boolean isInOrder() {
        return tally.isBalanced() && ledger.unmatched() == 0;
    }

    public boolean hasUnanswered() {
        return tally.count(Outcome.FAILED) + tally.count(Outcome.LOST) > 0;
    }

    /** As the result file has it; the names are those of RESULTS. */
    public Map<String, Object> fields(Corpus corpus) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("offered_rps", tally.offeredRps());
        fields.put("goodput_rps", tally.goodputRps());
        fields.put("slo_attainment", tally.sloAttainment());
        fields.put("accuracy_offered", tally.accuracyOffered());
        fields.put("fidelity_offered", tally.fidelityOffered());
        fields.put("accuracy_served", tally.accuracyServed());
        fields.put("p50_ms", tally.latencyMillis(50));
        fields.put("p99_ms", tally.latencyMillis(99));
        fields.put("mix", LoadFields.mix(tally));
        fields.put("mix_by_length", LengthMix.of(ledger, corpus).fields());
        fields.putAll(LoadFields.counts(tally));
        fields.put("answered", tally.answered());
        fields.put("send_lag_p99_ms", tally.lagMillis(99));
        fields.put("client_bound", isClientBound);
        fields.put("other_cpu_cores", otherCpuCores);
        return fields;
    }
}

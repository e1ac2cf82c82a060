package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.LoadFields;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.loadtest.stage.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/** A step as the result file has it; the names are those of RESULTS. */
final class StepFields {
    private static final double MIN_ATTAINMENT = 0.99;

    private StepFields() {}

    static Map<String, Object> of(Step step, Corpus corpus, Ladder ladder) {
        Tally tally = step.tally();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("load", step.place().load());
        fields.put("phase", step.place().phase().key());
        fields.put("policy", step.policy().key());
        fields.put("offered_rps", tally.offeredRps());
        fields.put("goodput_rps", tally.goodputRps());
        fields.put("slo_attainment", tally.sloAttainment());
        fields.put("accuracy_offered", tally.accuracyOffered());
        fields.put("fidelity_offered", tally.fidelityOffered());
        fields.put("accuracy_served", tally.accuracyServed());
        fields.put("p50_ms", tally.latencyMillis(50));
        fields.put("p99_ms", tally.latencyMillis(99));
        fields.put("mix", LoadFields.mix(tally));
        fields.put("mix_by_length", LengthMix.of(step.ledger(), corpus).fields());
        fields.putAll(LoadFields.counts(tally));
        fields.put("answered", tally.answered());
        fields.put("send_lag_p99_ms", tally.lagMillis(99));
        fields.put("client_bound", step.isClientBound());
        fields.put("other_cpu_cores", step.otherCpuCores());
        fields.put("repeated", step.isRepeated());
        fields.put("verdict", verdict(step, ladder).key());
        return fields;
    }

    /** Only adaptive steps within the promised load can miss something; the others are what it is compared with. */
    static Verdict verdict(Step step, Ladder ladder) {
        boolean isPromised = step.policy() == Policy.ADAPTIVE && step.place().load() <= ladder.promisedLoad();
        boolean isHeld = !isPromised || step.tally().sloAttainment() >= MIN_ATTAINMENT;
        if (!step.isInOrder()) {
            return Verdict.FAIL;
        }
        return step.isNoisy() ? Verdict.NOISY : Verdict.of(isHeld, false);
    }
}

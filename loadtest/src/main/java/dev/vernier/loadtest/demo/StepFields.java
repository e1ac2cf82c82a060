package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.stage.Ladder;
import dev.vernier.loadtest.stage.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/** A step as the result file has it; the names are those of RESULTS. */
final class StepFields {
    private static final double MIN_ATTAINMENT = 0.99;

    private StepFields() {}

    static Map<String, Object> of(Step step, Corpus corpus, Ladder ladder) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("load", step.place().load());
        fields.put("phase", step.place().phase().key());
        fields.put("policy", step.policy().key());
        fields.putAll(step.measured().fields(corpus));
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

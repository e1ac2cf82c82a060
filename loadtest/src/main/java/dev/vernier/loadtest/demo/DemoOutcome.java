package dev.vernier.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.stage.Ladder;
import dev.vernier.loadtest.stage.Narration;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.measure.ResultFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a demo has measured so far, as its result file and its console tell it. */
final class DemoOutcome {
    private final ModelVersion version;
    private final Corpus corpus;
    private final Ladder ladder;
    private final double sloMillis;
    private final Map<String, JsonNode> compressed;
    private final List<Step> steps = new ArrayList<>();

    DemoOutcome(
            ModelVersion version, Corpus corpus, Ladder ladder, double sloMillis, Map<String, JsonNode> compressed) {
        this.version = version;
        this.corpus = corpus;
        this.ladder = ladder;
        this.sloMillis = sloMillis;
        this.compressed = Map.copyOf(compressed);
    }

    /** Adds a step, in place of an earlier try of the same. */
    void enter(Step step) {
        for (int i = 0; i < steps.size(); i++) {
            Step earlier = steps.get(i);
            if (earlier.place().equals(step.place()) && earlier.policy() == step.policy()) {
                steps.set(i, step);
                return;
            }
        }
        steps.add(step);
    }

    /** Sets all fields of the result file that are known by now. */
    void write(ResultFile result, long seed) {
        result.set("model", version.model())
                .set("texts", corpus.size())
                .set("fp32_capacity_rps", ladder.referenceRps())
                .set("slo_ms", sloMillis)
                .set("promised_load", ladder.promisedLoad())
                .set("variants", VariantFields.of(version, compressed, ladder.capacityRps()));
        writeSteps(result);
        Map<String, Measure> gains = ramp().gains(seed);
        result.set("ramp", gains).set("promises", promises(gains).all());
    }

    void writeSteps(ResultFile result) {
        result.set(
                "steps",
                steps.stream().map(step -> StepFields.of(step, corpus, ladder)).toList());
    }

    void print(Narration narration, long seed) {
        narration.heading("What was promised");
        for (Promise promise : promises(ramp().gains(seed)).all()) {
            narration.line(String.format(Locale.ROOT, "  %-9s %s", promise.verdictKey(), promise.text()));
            narration.line("            " + promise.measured());
        }
    }

    boolean areBooksInOrder() {
        return promises(Map.of()).areBooksInOrder();
    }

    private Promises promises(Map<String, Measure> gains) {
        return new Promises(ramp(), ladder, corpus, gains);
    }

    private RampResult ramp() {
        return new RampResult(steps, corpus.size());
    }
}

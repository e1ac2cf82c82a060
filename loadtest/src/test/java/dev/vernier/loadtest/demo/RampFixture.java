package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.LabelledText;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LedgerFixture;
import dev.vernier.loadtest.load.LedgerFixture.Fate;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.loadtest.stage.Ladder;
import dev.vernier.loadtest.stage.MeasuredLoad;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A ramp made by hand: adaptive answers all, fp32 every other request above its capacity, int8 all but less faithfully. */
final class RampFixture {
    static final int TEXTS = 50;

    /** A third of the texts in each length class. */
    static final Corpus CORPUS = new Corpus(IntStream.range(0, TEXTS)
            .mapToObj(i ->
                    new LabelledText("text " + i, i % 25, List.of(10, 20, 40).get(i % 3)))
            .toList());

    static final Ladder LADDER = new Ladder(capacities());

    private static final Plan PLAN = LedgerFixture.plan(500, TEXTS);

    private RampFixture() {}

    private static Map<String, Double> capacities() {
        Map<String, Double> capacities = new LinkedHashMap<>();
        capacities.put("fp32", 100.0);
        capacities.put("int8-static", 300.0);
        return capacities;
    }

    static RampResult ramp() {
        List<Step> steps = new ArrayList<>();
        for (Place place : Place.ramp(false)) {
            boolean isOver = place.load() > 1;
            steps.add(step(place, Policy.ADAPTIVE, row -> answer(isOver ? "int8-static" : "fp32", row)));
            steps.add(step(place, Policy.FP32, row -> isOver && row % 2 == 0 ? Fate.refused() : answer("fp32", row)));
            steps.add(step(place, Policy.INT8, row -> answer("int8-static", row)));
        }
        return new RampResult(steps, TEXTS);
    }

    /** Right three times of four; int8 agrees to 0.9. */
    static Fate answer(String variant, int row) {
        return new Fate(variant, 10, row % 4 != 0, variant.equals("fp32") ? 1 : 0.9);
    }

    static Step step(Place place, Policy policy, IntFunction<Fate> fates) {
        return step(place, policy, fates, 0.02);
    }

    static Step step(Place place, Policy policy, IntFunction<Fate> fates, double otherCpuCores) {
        Ledger ledger = LedgerFixture.ledger(PLAN, fates);
        return new Step(place, policy, new MeasuredLoad(ledger, Tally.of(ledger), otherCpuCores, false), false);
    }
}

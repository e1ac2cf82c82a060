package dev.vernier.loadtest.demo;

import static dev.vernier.loadtest.demo.RampFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.loadtest.load.LedgerFixture.Fate;
import dev.vernier.loadtest.stage.Ladder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromisesTest {
    private static final Place DOUBLE = new Place(2, Phase.UP);
    private static final Place HALF = new Place(0.5, Phase.DOWN);
    private static final int ATTAINMENT = 0;
    private static final int SHARE_AT_HALF = 4;

    @Test
    void aRampAsItShouldBePassesAll() {
        assertThat(promises(RampFixture.ramp()))
                .extracting(Promise::verdictKey)
                .containsExactly("pass", "pass", "pass", "pass", "pass", "pass", "pass");
    }

    @Test
    void theLoadIsPromisedUpToMostOfWhatTheCheapestVariantCarries() {
        assertThat(RampFixture.LADDER.promisedLoad()).isEqualTo(0.85 * 3);
        assertThat(new Ladder(Map.of("fp32", 100.0, "int8", 900.0)).promisedLoad())
                .isEqualTo(3);
        assertThat(promises(RampFixture.ramp()).get(ATTAINMENT).text()).contains("2.55x");
    }

    @Test
    void aStepThatMissesItsAnswersFails() {
        Promise promise = promises(with(missing(DOUBLE, 0.02))).get(ATTAINMENT);

        assertThat(promise.verdictKey()).isEqualTo("fail");
        assertThat(promise.measured()).isEqualTo("lowest 95.00 %, at 2x up");
    }

    @Test
    void aMissOnANoisyMachineDecidesNothing() {
        assertThat(promises(with(missing(DOUBLE, 0.4))).get(ATTAINMENT).verdictKey())
                .isEqualTo("noisy");
    }

    @Test
    void aComparisonWithANoisyStepDecidesNothingEvenWhereItLooksGood() {
        Step noisy = RampFixture.step(DOUBLE, Policy.FP32, row -> Fate.refused(), 0.4);

        assertThat(promises(with(noisy)))
                .extracting(Promise::verdictKey)
                .containsExactly("pass", "noisy", "noisy", "noisy", "pass", "pass", "pass");
    }

    @Test
    void aStepBeyondThePromisedLoadMayMiss() {
        assertThat(promises(with(missing(new Place(3, Phase.UP), 0.02)))
                        .get(ATTAINMENT)
                        .verdictKey())
                .isEqualTo("pass");
    }

    @Test
    void fullPrecisionMustAnswerEachLengthAtLowLoad() {
        Step degraded =
                RampFixture.step(HALF, Policy.ADAPTIVE, row -> answer(row % 10 == 0 ? "int8-static" : "fp32", row));
        Promise promise = promises(with(degraded)).get(SHARE_AT_HALF);

        assertThat(promise.verdictKey()).isEqualTo("fail");
        assertThat(promise.measured()).startsWith("lowest: ").contains("upper bound");
    }

    @Test
    void whatWasNotMeasuredIsUndecided() {
        RampResult quick = new RampResult(
                RampFixture.ramp().steps().stream()
                        .filter(step -> step.place().load() != 0.3)
                        .toList(),
                RampFixture.TEXTS);

        assertThat(promises(quick)).extracting(Promise::verdictKey).containsOnlyOnce("undecided");
        assertThat(promises(new RampResult(List.of(), RampFixture.TEXTS))).hasSize(7);
    }

    private static Step missing(Place place, double otherCpuCores) {
        return RampFixture.step(
                place,
                Policy.ADAPTIVE,
                row -> row % 20 == 0 ? Fate.refused() : answer("int8-static", row),
                otherCpuCores);
    }

    /** The ramp with one step replaced. */
    private static RampResult with(Step replacement) {
        List<Step> steps = new ArrayList<>(RampFixture.ramp().steps());
        steps.replaceAll(step ->
                step.place().equals(replacement.place()) && step.policy() == replacement.policy() ? replacement : step);
        return new RampResult(steps, RampFixture.TEXTS);
    }

    private static List<Promise> promises(RampResult ramp) {
        return new Promises(ramp, RampFixture.LADDER, RampFixture.CORPUS, ramp.gains(7)).all();
    }
}

package dev.vernier.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.ModelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A short form of {@code vernier simulate --suite ci}: two seeds of 6 s, and of the rivals the single variants. */
class GateTest {
    private static final double SECONDS = 6;

    @Test
    void holdsOnEveryLadder() {
        List<Verdict> verdicts = new ArrayList<>();
        for (ModelProfile model : Profiles.all()) {
            Tournament tournament = new Tournament(model);
            for (Scenario scenario : Scenario.gate(model)) {
                for (long seed = 1; seed <= 2; seed++) {
                    verdicts.addAll(tournament.judge(scenario.trace(SECONDS, seed), seed));
                }
            }
        }
        assertThat(Gate.broken(verdicts)).isEmpty();
    }

    @Test
    void aPolicyAboveTheBoundIsBroken() {
        assertThat(Gate.broken(List.of(verdict("adaptive", 0.9), verdict("static-fp32", 0.7))))
                .containsExactly("ladder trace seed 1, adaptive is above the bound");
    }

    @Test
    void aRivalThatIsAheadIsBroken() {
        assertThat(Gate.broken(List.of(verdict("adaptive", 0.795), verdict("greedy", 0.797))))
                .containsExactly(
                        "ladder trace: adaptive less greedy is -0.0020, less than -0.0015",
                        "greedy is ahead in the mean");
    }

    private static Verdict verdict(String policy, double accuracy) {
        return new Verdict(
                "ladder", "trace", 1, policy, accuracy, 0.8, 0.795, "fp32", 0.7, 1, 0, 0, 1_000, 0, 0, 0, Map.of());
    }
}

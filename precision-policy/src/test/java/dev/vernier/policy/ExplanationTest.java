package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static dev.vernier.policy.Ladders.demand;
import static dev.vernier.policy.Ladders.hard;
import static dev.vernier.policy.Ladders.model;
import static dev.vernier.policy.Ladders.policy;
import static dev.vernier.policy.Ladders.snapshot;
import static dev.vernier.policy.Ladders.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.policy.Explanation.Option;
import dev.vernier.policy.Explanation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final int STATES = 500;
    private static final PriceRule PRICE = new PriceRule(0.005, 0.08, Double.NaN, Double.NaN, 1);

    private final Random random = Seeds.random("ExplanationTest");
    private final long now = random.nextLong();

    /** Batches of one: what is explained is the request alone. */
    private static ModelProfile alone(ModelProfile model) {
        return new ModelProfile(model.name(), model.variants(), model.weight(), model.lossWorth(), 1, 512);
    }

    private AdaptivePolicy<String> randomPolicy() {
        ModelProfile ladder = random.nextBoolean()
                ? Ladders.byToken()
                : model(
                        variant("fp32", 1, 8, 0),
                        new VariantProfile("int8", 0.98, false, random.nextInt(4) > 0, new CostCurve(4e6, 0, 0)),
                        variant("pruned", 0.9, 2, 0));
        double fluid = random.nextBoolean() ? Double.NaN : 0.02 * random.nextDouble();
        PriceRule price = new PriceRule(0.001, 0.05, fluid, Double.NaN, 2 * random.nextDouble());
        AdaptivePolicy<String> policy =
                policy(snapshot(1 + random.nextInt(3), 0.8 + random.nextDouble(), price, now, alone(ladder)));
        int queued = random.nextInt(20);
        for (int i = 0; i < queued; i++) {
            policy.offer(hard(demand(4 + random.nextInt(100)), now, 60 + random.nextInt(200)), now);
        }
        return policy;
    }

    private Demand randomDemand() {
        double floor = random.nextInt(4) == 0 ? 0.95 : 0;
        int pin = random.nextInt(5) == 0 ? random.nextInt(3) : -1;
        return new Demand(0, 1, 4 + random.nextInt(100), 4, floor, pin, random.nextInt(5) == 0);
    }

    @Test
    void itsNumbersLeadToTheVariantThatADispatchTakes() {
        int compared = 0;
        for (int state = 0; state < STATES; state++) {
            AdaptivePolicy<String> policy = randomPolicy();
            Demand demand = randomDemand();
            long target = now + (5L + random.nextInt(55)) * MILLI;
            Explanation explanation = policy.explain(demand, target, target, 0, now);
            assertThat(explanation.variant()).isEqualTo(winner(explanation));
            boolean isTaken = policy.offer(new Ticket<>(demand, now, target, target, ""), now) == null;
            assertThat(explanation.refusal() == null).isEqualTo(isTaken);
            if (isTaken && explanation.waitNanos() == 0) {
                Dispatch<String> dispatch = Objects.requireNonNull(policy.next(0, now, dropped -> {}));
                assertThat(dispatch.variant()).isEqualTo(explanation.variant());
                assertThat(dispatch.reason()).isEqualTo(explanation.reason());
                assertThat(dispatch.price()).isCloseTo(explanation.price(), within(1e-12));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(STATES / 5);
    }

    /** The winner by the record's own rule. */
    private static int winner(Explanation explanation) {
        List<Option> options = explanation.options();
        List<Integer> able = new ArrayList<>();
        for (int variant = 0; variant < options.size(); variant++) {
            Verdict verdict = options.get(variant).verdict();
            if (verdict == Verdict.CHOSEN || verdict == Verdict.WORTH_LESS) {
                able.add(variant);
            }
        }
        int winner = -1;
        for (int variant : able) {
            boolean isBetter = winner < 0
                    || options.get(variant).score() > options.get(winner).score() + 1e-12
                    || (Math.abs(options.get(variant).score()
                                            - options.get(winner).score())
                                    <= 1e-12
                            && options.get(variant).verdict() == Verdict.CHOSEN);
            winner = isBetter ? variant : winner;
        }
        return winner;
    }

    @Test
    void changesNoLaterDecision() {
        for (int state = 0; state < STATES; state++) {
            long seed = random.nextLong();
            random.setSeed(seed);
            AdaptivePolicy<String> asked = randomPolicy();
            random.setSeed(seed);
            AdaptivePolicy<String> silent = randomPolicy();
            for (int question = 0; question < 3; question++) {
                asked.explain(randomDemand(), now + 30 * MILLI, now + 300 * MILLI, question, now);
            }
            for (int lane = 0; lane < 3; lane++) {
                Dispatch<String> one = asked.next(lane, now, dropped -> {});
                Dispatch<String> other = silent.next(lane, now, dropped -> {});
                assertThat(one == null ? -1 : one.variant()).isEqualTo(other == null ? -1 : other.variant());
                assertThat(one == null ? 0 : one.price()).isEqualTo(other == null ? 0 : other.price());
            }
        }
    }

    @Test
    void saysOfEachVariantWhyNot() {
        AdaptivePolicy<String> policy = policy(snapshot(1, 1, PRICE, now, alone(Ladders.flat())));
        Explanation explanation = policy.explain(Ladders.withFloor(0.95), now + 5 * MILLI, now + 5 * MILLI, 0, now);
        assertThat(explanation.options())
                .extracting(Option::verdict)
                .containsExactly(Verdict.LATE, Verdict.CHOSEN, Verdict.BELOW_FLOOR);
        assertThat(explanation.options()).extracting(Option::allowed).containsExactly(true, true, false);
        assertThat(explanation.reason()).isEqualTo(Reason.DEADLINE);
        Option chosen = explanation.options().get(1);
        assertThat(chosen.finishNanos()).isEqualTo(4 * MILLI);
        assertThat(chosen.slackNanos()).isEqualTo(1 * MILLI);
        assertThat(chosen.value()).isCloseTo(0.98, within(1e-12));
        assertThat(chosen.laneCost()).isZero();
    }

    @Test
    void aFloorThatNobodyMeetsLeavesNoVariant() {
        AdaptivePolicy<String> policy = policy(snapshot(1, 1, PRICE, now, model(variant("int8", 0.9, 1, 0))));
        Explanation explanation = policy.explain(Ladders.withFloor(0.95), now + 50 * MILLI, now + 50 * MILLI, 0, now);
        assertThat(explanation.variant()).isEqualTo(-1);
        assertThat(explanation.refusal()).isEqualTo(ShedReason.IMPOSSIBLE);
        assertThat(explanation.reason()).isNull();
    }

    @Test
    void withAnOldSnapshotOnlyTheCheapestIsLeft() {
        AdaptivePolicy<String> policy = policy(snapshot(1, 1, PRICE, now, Ladders.flat()));
        long later = now + 3_000 * MILLI;
        Explanation explanation = policy.explain(demand(32), later + 60 * MILLI, later + 60 * MILLI, 0, later);
        assertThat(explanation.options())
                .extracting(Option::verdict)
                .containsExactly(Verdict.BLIND, Verdict.BLIND, Verdict.CHOSEN);
        assertThat(explanation.reason()).isEqualTo(Reason.FALLBACK);
    }
}

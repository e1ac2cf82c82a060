package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static dev.vernier.policy.Ladders.demand;
import static dev.vernier.policy.Ladders.hard;
import static dev.vernier.policy.Ladders.pinned;
import static dev.vernier.policy.Ladders.soft;
import static dev.vernier.policy.Ladders.withFloor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdaptivePolicyTest {
    /** Slopes of {@link Ladders#flat}: 0.005 and 0.04 a ms. */
    private static final PriceRule RULE = new PriceRule(0.005, 0.08, Double.NaN, Double.NaN, 2);

    private long now = Seeds.anyTime();
    private final List<Ticket<String>> dropped = new ArrayList<>();
    private AdaptivePolicy<String> policy = policy(1, Ladders.flat());

    private AdaptivePolicy<String> policy(int lanes, ModelProfile model) {
        return Ladders.policy(Ladders.snapshot(lanes, 1, RULE, now, model));
    }

    /** {@link Ladders#flat} in batches of one: together all rows would cost what one does. */
    private static ModelProfile flatAlone() {
        ModelProfile flat = Ladders.flat();
        return new ModelProfile(flat.name(), flat.variants(), 1, 1, 1, 512);
    }

    private Dispatch<String> next(int lane) {
        Dispatch<String> dispatch = policy.next(lane, now, dropped::add);
        assertThat(dispatch).isNotNull();
        return java.util.Objects.requireNonNull(dispatch);
    }

    private @Nullable ShedReason offer(Ticket<String> ticket) {
        Refusal refusal = policy.offer(ticket, now);
        return refusal == null ? null : refusal.reason();
    }

    private void admit(Ticket<String> ticket) {
        assertThat(offer(ticket)).isNull();
    }

    @Test
    void answersALoneRequestWithTheReference() {
        admit(hard(demand(32), now, 60));
        Dispatch<String> dispatch = next(0);
        assertThat(dispatch.variant()).isZero();
        assertThat(dispatch.reason()).isEqualTo(Reason.REFERENCE);
        assertThat(dispatch.price()).isZero();
        assertThat(dispatch.predictedNanos()).isEqualTo(8 * MILLI);
        assertThat(policy.next(0, now, dropped::add)).isNull();
    }

    @Test
    void takesTheEarliestTargetFirst() {
        Ticket<String> late = hard(demand(32), now, 60);
        Ticket<String> early = hard(demand(32), now, 30);
        admit(late);
        admit(early);
        assertThat(next(0).members().get(0)).isSameAs(early);
    }

    @Test
    void aBacklogMakesAPriceAndThePriceACheaperVariant() {
        policy = policy(1, flatAlone());
        for (int i = 0; i < 11; i++) {
            admit(hard(demand(32), now, 60));
        }
        Dispatch<String> dispatch = next(0);
        // z = 10 * 2 / (0.6 * 1 * 60) = 0.556; mu = 0.005 * (16^0.556 - 1) = 0.0183: above 0.005, below 0.04
        assertThat(dispatch.price()).isCloseTo(0.0183, org.assertj.core.api.Assertions.within(0.0001));
        assertThat(dispatch.variant()).isEqualTo(1);
        assertThat(dispatch.reason()).isEqualTo(Reason.PRICE);
    }

    @Test
    void aDearerVariantNeverMakesAnAdmittedRequestLate() {
        policy = policy(1, flatAlone());
        for (int i = 0; i < 10; i++) {
            admit(hard(demand(32), now, 22));
        }
        // 20 ms of work on the cheapest variants, 22 ms of time
        assertThat(next(0).variant()).isEqualTo(2);
    }

    @Test
    void aHeadThatIsLateRunsOnItsCheapestVariant() {
        admit(soft(demand(32), now, 20));
        now += 30 * MILLI;
        Dispatch<String> dispatch = next(0);
        assertThat(dispatch.variant()).isEqualTo(2);
        assertThat(dispatch.reason()).isEqualTo(Reason.DEADLINE);
        assertThat(dropped).isEmpty();
    }

    @Test
    void aHeadWithLessThanAMillisecondIsLate() {
        admit(soft(demand(32), now, 20));
        now += 19 * MILLI + MILLI / 2;
        assertThat(next(0).variant()).isEqualTo(2);
    }

    @Test
    void aHeadThatCannotFinishBeforeItsEndIsDropped() {
        Ticket<String> ticket = hard(demand(32), now, 20);
        admit(ticket);
        now += 19 * MILLI;
        assertThat(policy.next(0, now, dropped::add)).isNull();
        assertThat(dropped).containsExactly(ticket);
        assertThat(policy.queued()).isZero();
    }

    @Test
    void onlyTheEndExpiresARequest() {
        Ticket<String> ticket = soft(demand(32), now, 20);
        admit(ticket);
        policy.expire(now + 199 * MILLI, dropped::add);
        assertThat(dropped).isEmpty();
        policy.expire(now + 200 * MILLI, dropped::add);
        assertThat(dropped).containsExactly(ticket);
    }

    @Test
    void aWithdrawnRequestIsGoneOnce() {
        Ticket<String> ticket = hard(demand(32), now, 60);
        admit(ticket);
        assertThat(policy.withdraw(ticket, now)).isTrue();
        assertThat(policy.withdraw(ticket, now)).isFalse();
        assertThat(policy.next(0, now, dropped::add)).isNull();
        assertThat(policy.backlogNanos(now)).isZero();
    }

    @Test
    void refusesWhatCannotFinishBehindTheWorkBeforeIt() {
        for (int i = 0; i < 9; i++) {
            admit(hard(demand(32), now, 20));
        }
        admit(hard(demand(32), now, 20.5));
        assertThat(offer(hard(demand(32), now, 21.5))).isEqualTo(ShedReason.DEADLINE);
    }

    @Test
    void refusesWhatWouldMakeAnAdmittedRequestLate() {
        for (int i = 0; i < 10; i++) {
            admit(hard(demand(32), now, 21));
        }
        assertThat(offer(hard(demand(32), now, 10))).isEqualTo(ShedReason.DISPLACES);
    }

    @Test
    void whatNoIdleServerCouldAnswerIsImpossible() {
        Refusal refusal = policy.offer(hard(demand(32), now, 1.9), now);
        assertThat(refusal).isEqualTo(new Refusal(ShedReason.IMPOSSIBLE, -1));
        admit(hard(demand(32), now, 2.1));
    }

    @Test
    void aRefusalSaysWhenTheBacklogWillBeGone() {
        for (int i = 0; i < 10; i++) {
            admit(hard(demand(32), now, 20.5));
        }
        assertThat(policy.offer(hard(demand(32), now, 20.5), now))
                .isEqualTo(new Refusal(ShedReason.DEADLINE, 20 * MILLI));
    }

    @Test
    void refusesWhatIsNotWorthItsLaneTime() {
        PriceRule overload = new PriceRule(0.005, 0.08, 0.08, 0.5, 9);
        policy = Ladders.policy(Ladders.snapshot(1, 1, overload, now, Ladders.byToken()));
        for (int i = 0; i < 12; i++) {
            admit(hard(demand(32), now, 60));
        }
        // mu = 0.5 * 0.28 / 1.5 = 0.09: 50 tokens cost 1.2 ms and are worth 0.9, of the lowest class 0.9 / 16
        assertThat(offer(hard(new Demand(0, 1, 50, 8, 0, -1, false), now, 60))).isEqualTo(ShedReason.PRICE);
        admit(hard(new Demand(0, 1, 50, 4, 0, -1, false), now, 60));
        admit(hard(new Demand(0, 1, 50, 1, 0, -1, false), now, 60));
    }

    @Test
    void aFullQueueRefuses() {
        PolicyTuning tuning = new PolicyTuning(0.6, 0.9, 0.3, 2, 1, MILLI, 2_000 * MILLI);
        policy = new AdaptivePolicy<>(Ladders.snapshot(1, 1, RULE, now, Ladders.flat()), tuning, now);
        admit(hard(demand(32), now, 60));
        assertThat(offer(hard(demand(32), now, 60))).isEqualTo(ShedReason.LIMIT);
    }

    @Test
    void aRequestWithoutADeadlineMayRunLongerThanTheSlo() {
        policy = policy(1, Ladders.model(Ladders.variant("fp32", 1, 150, 0)));
        admit(soft(demand(512), now, 100));
        assertThat(next(0).variant()).isZero();
    }

    @Test
    void oneVariantNeedsNoPrice() {
        policy = policy(1, Ladders.model(Ladders.variant("fp32", 1, 2, 0)));
        for (int i = 0; i < 10; i++) {
            admit(hard(demand(32), now, 60));
        }
        assertThat(next(0).price()).isZero();
    }

    @Test
    void ofTwoEqualValuesTheCheaperIsTaken() {
        policy = policy(1, Ladders.model(Ladders.variant("fp32", 1, 8, 0), Ladders.variant("same", 1, 4, 0)));
        for (int i = 0; i < 6; i++) {
            admit(hard(demand(32), now, 60));
        }
        assertThat(next(0).variant()).isEqualTo(1);
    }

    @Test
    void theFloorExcludesTheCheapest() {
        for (int i = 0; i < 5; i++) {
            admit(hard(withFloor(0.95), now, 21));
        }
        assertThat(policy.backlogNanos(now)).isEqualTo(20 * MILLI);
        assertThat(next(0).variant()).isEqualTo(1);
    }

    @Test
    void aFloorThatLeavesOneVariantIsTheReason() {
        ModelProfile model = Ladders.model(Ladders.variant("fp32", 1, 8, 0), Ladders.variant("int8", 0.9, 2, 0));
        policy = policy(1, model);
        admit(hard(new Demand(0, 1, 32, 4, 0, 1, false), now, 60));
        assertThat(next(0).reason()).isEqualTo(Reason.PIN);
        admit(hard(withFloor(0.99), now, 60));
        assertThat(next(0).variant()).isZero();
    }

    @Test
    void aPinHoldsAgainstPriceAndDeadline() {
        for (int i = 0; i < 3; i++) {
            admit(hard(pinned(0), now, 25));
        }
        Dispatch<String> dispatch = next(0);
        assertThat(dispatch.variant()).isZero();
        assertThat(dispatch.reason()).isEqualTo(Reason.PIN);
    }

    @Test
    void aDeterministicAnswerComesFromABatchInvariantForm() {
        VariantProfile dynamic = new VariantProfile("dynamic", 0.99, false, true, new CostCurve(1.0 * MILLI, 0, 0));
        policy = policy(1, Ladders.model(Ladders.variant("fp32", 1, 8, 0), dynamic));
        admit(soft(new Demand(0, 1, 32, 4, 0, -1, true), now, 20));
        now += 30 * MILLI;
        assertThat(next(0).variant()).isZero();
    }

    @Test
    void whatIsNotResidentIsNotChosen() {
        VariantProfile reference = new VariantProfile("fp32", 1, true, false, new CostCurve(8.0 * MILLI, 0, 0));
        policy = policy(1, Ladders.model(reference, Ladders.variant("int8", 0.98, 2, 0)));
        admit(hard(demand(32), now, 60));
        Dispatch<String> dispatch = next(0);
        assertThat(dispatch.variant()).isEqualTo(1);
        assertThat(dispatch.reason()).isEqualTo(Reason.RESIDENCY);
    }

    @Test
    void aPinOnWhatIsNotResidentStillGoesToIt() {
        VariantProfile reference = new VariantProfile("fp32", 1, true, false, new CostCurve(8.0 * MILLI, 0, 0));
        policy = policy(1, Ladders.model(reference, Ladders.variant("int8", 0.98, 2, 0)));
        admit(hard(pinned(0), now, 60));
        assertThat(next(0).variant()).isZero();
    }

    @Test
    void anUnsatisfiableFloorIsRefusedForGood() {
        policy = policy(1, Ladders.model(Ladders.variant("int8", 0.98, 2, 0)));
        assertThat(offer(hard(withFloor(0.99), now, 60))).isEqualTo(ShedReason.IMPOSSIBLE);
    }

    @Test
    void aLaneThatIsLongOverdueIsNoCapacity() {
        policy = policy(2, Ladders.flat());
        admit(hard(pinned(2), now, 60));
        next(0);
        now += 100 * MILLI;
        // one lane of two is stuck: 11 * 2 ms do not fit into 20
        for (int i = 0; i < 10; i++) {
            offer(hard(demand(32), now, 20.9));
        }
        assertThat(policy.queued()).isEqualTo(10);
        assertThat(offer(hard(demand(32), now, 21.5))).isEqualTo(ShedReason.DEADLINE);
    }

    @Test
    void whatALaneOwesCountsAsWork() {
        admit(hard(pinned(0), now, 60));
        next(0);
        assertThat(policy.backlogNanos(now + 3 * MILLI)).isEqualTo(5 * MILLI);
        assertThat(policy.backlogNanos(now + 30 * MILLI)).isZero();
    }

    @Test
    void anOldSnapshotMeansTheCheapestVariantAlone() {
        now += 2_001 * MILLI;
        admit(hard(demand(32), now, 60));
        admit(hard(demand(32), now, 60));
        Dispatch<String> dispatch = next(0);
        assertThat(dispatch.variant()).isEqualTo(2);
        assertThat(dispatch.reason()).isEqualTo(Reason.FALLBACK);
        assertThat(dispatch.members()).hasSize(1);
    }

    @Test
    void aNumberThatIsNotFiniteMeansTheCheapestVariantAlone() {
        PriceRule broken = new PriceRule(Double.NaN, 0.08, 0.01, Double.NaN, 1);
        policy.adopt(Ladders.snapshot(1, 1, broken, now, Ladders.flat()), now);
        admit(hard(demand(32), now, 60));
        assertThat(next(0).reason()).isEqualTo(Reason.FALLBACK);
        policy.adopt(Ladders.snapshot(1, 1, RULE, now, Ladders.flat()), now);
        admit(hard(demand(32), now, 60));
        assertThat(next(1).reason()).isEqualTo(Reason.REFERENCE);
    }

    @Test
    void matesJoinWhereTheFixedCostIsShared() {
        for (int i = 0; i < 3; i++) {
            admit(hard(demand(32), now, 60));
        }
        Dispatch<String> dispatch = next(0);
        // the fixed cost is all of the cost: the batch costs as much as its head
        assertThat(dispatch.members()).hasSize(3);
        assertThat(dispatch.rows()).isEqualTo(3);
        assertThat(policy.queued()).isZero();
        assertThat(policy.backlogNanos(now)).isEqualTo(dispatch.predictedNanos());
    }

    @Test
    void matesOfOtherLengthsStayBehindWherePaddingCosts() {
        policy = policy(1, Ladders.byToken());
        admit(hard(demand(100), now, 60));
        admit(hard(demand(10), now, 61));
        assertThat(next(0).members()).hasSize(1);
    }

    @Test
    void aMateWhosePinIsAnotherStaysBehind() {
        admit(hard(pinned(0), now, 60));
        admit(hard(pinned(1), now, 61));
        admit(hard(pinned(0), now, 62));
        assertThat(next(0).members()).hasSize(2);
        assertThat(policy.queued()).isEqualTo(1);
    }

    @Test
    void aBatchKeepsItsLimits() {
        for (int i = 0; i < 30; i++) {
            admit(soft(pinned(2), now, 100));
        }
        Dispatch<String> dispatch = next(0);
        assertThat(dispatch.members()).hasSize(16);
        assertThat(dispatch.length()).isEqualTo(32);
    }

    @Test
    void manyRowsCostWhatTheyCost() {
        policy = policy(1, Ladders.byToken());
        admit(hard(new Demand(0, 8, 32, 4, 0, 0, false), now, 60));
        assertThat(next(0).predictedNanos()).isEqualTo((long) (1e6 + 8 * 32 * 1e5));
    }

    @Test
    void wrongCostsDoNotRefuseEverythingForEver() {
        admit(hard(pinned(2), now, 60));
        Dispatch<String> dispatch = next(0);
        for (int run = 0; run < 500; run++) {
            policy.completed(dispatch, true, dispatch.startedAt() + 15 * MILLI);
        }
        now += 20 * MILLI;
        admit(hard(demand(32), now, 5));
        next(0);
    }

    @Test
    void withoutADeadlineAndWithAFarOneARequestDegradesUnderLoad() {
        Ticket<String> withoutDeadline = soft(demand(32), now, 60);
        Ticket<String> within30s = new Ticket<>(demand(32), now, now + 60 * MILLI, now + 30_000 * MILLI, "far");
        for (Ticket<String> first : List.of(withoutDeadline, within30s)) {
            policy = policy(1, flatAlone());
            admit(first);
            for (int i = 0; i < 10; i++) {
                admit(soft(demand(32), now, 60));
            }
            Dispatch<String> dispatch = next(0);
            assertThat(dispatch.members().get(0)).isSameAs(first);
            assertThat(dispatch.reason()).isEqualTo(Reason.PRICE);
        }
    }

    @Test
    void aDearerVariantThatTheWholeQueueSharesIsTaken() {
        for (int i = 0; i < 11; i++) {
            admit(hard(demand(32), now, 60));
        }
        Dispatch<String> dispatch = next(0);
        assertThat(dispatch.variant()).isZero();
        assertThat(dispatch.members()).hasSize(11);
    }

    @Test
    void aPinOffTheHullIsKept() {
        VariantProfile dominated = Ladders.variant("dominated", 0.9, 6, 0);
        policy = policy(
                1, Ladders.model(Ladders.variant("fp32", 1, 8, 0), dominated, Ladders.variant("int8", 0.98, 4, 0)));
        admit(hard(pinned(1), now, 60));
        assertThat(next(0).variant()).isEqualTo(1);
    }
}

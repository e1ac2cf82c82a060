package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.Residency.Change;
import dev.vernier.policy.Residency.Slot;
import dev.vernier.policy.Workload.ModelWorkload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Four variants of 8, 5, 4 and 2 ms, 90, 60, 30 and 20 MiB. */
class ResidencyTest {
    private static final long TICK = 100 * MILLI;
    private static final int REFERENCE = 0;
    private static final int MIXED = 1;
    private static final int INT8 = 2;
    private static final int CHEAPEST = 3;
    private static final List<Double> MIB = List.of(90.0, 60.0, 30.0, 20.0);

    private static final ModelProfile LADDER = Ladders.model(
            Ladders.variant("fp32", 1, 8, 0),
            Ladders.variant("mixed", 0.99, 5, 0),
            Ladders.variant("int8", 0.97, 4, 0),
            Ladders.variant("pruned", 0.90, 2, 0));

    private final Set<Slot> loaded = new HashSet<>();
    private List<ModelProfile> models = List.of(LADDER);

    private Residency within(double budgetMib) {
        return new Residency(budgetMib, Collections.nCopies(models.size(), MIB));
    }

    private void load(int... variants) {
        for (int variant : variants) {
            loaded.add(new Slot(0, variant));
        }
    }

    /** Ten seconds with so many arrivals a second, on one lane. */
    private Optional<Change> tenSeconds(Residency residency, int perSecond) {
        Optional<Change> change = Optional.empty();
        for (int tick = 0; tick < 100 && change.isEmpty(); tick++) {
            change = residency.next(workload(perSecond / 10), TICK, snapshot());
        }
        change.ifPresent(step -> {
            loaded.removeAll(step.unload());
            loaded.add(step.load());
        });
        return change;
    }

    private static Workload workload(int arrivals) {
        ModelWorkload model = new ModelWorkload(arrivals, 0, arrivals * 32.0, arrivals * 1024.0, List.of());
        return new Workload(List.of(model), 0, Collections.nCopies(ValueDensity.BINS, 0.0), Workload.Batching.NONE);
    }

    private PolicySnapshot snapshot() {
        List<VariantProfile> variants = new ArrayList<>();
        for (int variant = 0; variant < LADDER.variants().size(); variant++) {
            variants.add(LADDER.variants().get(variant).resident(loaded.contains(new Slot(0, variant))));
        }
        return new PolicySnapshot(0, 1, 1, PriceRule.FREE, List.of(LADDER.with(variants)));
    }

    private static Slot slot(int variant) {
        return new Slot(0, variant);
    }

    @Test
    void allOfItStaysLoadedWhereItFits() {
        assertThat(within(200).first(1, models))
                .containsExactlyInAnyOrder(slot(REFERENCE), slot(MIXED), slot(INT8), slot(CHEAPEST));
    }

    @Test
    void theReferenceAndTheCheapestStayWhateverTheBudget() {
        assertThat(within(50).first(1, models)).containsExactlyInAnyOrder(slot(REFERENCE), slot(CHEAPEST));
    }

    @Test
    void beginsWithWhatIsWorthMostForItsMemory() {
        // 0.07 for 2 ms and 30 MiB against 0.09 for 3 ms and 60 MiB
        assertThat(within(170).first(1, models)).containsExactlyInAnyOrder(slot(REFERENCE), slot(INT8), slot(CHEAPEST));
    }

    @Test
    void aModelThatTheOthersLeaveNoRoomKeepsItsTwo() {
        models = List.of(LADDER, LADDER);
        assertThat(within(250).first(2, models))
                .contains(new Slot(0, REFERENCE), new Slot(0, CHEAPEST), new Slot(1, REFERENCE), new Slot(1, CHEAPEST))
                .hasSize(5);
    }

    @Test
    void whatTheLoadAsksForTakesThePlaceOfWhatItDoesNot() {
        Residency residency = within(170);
        load(REFERENCE, INT8, CHEAPEST);
        // 190 a second carry 5.26 ms each: mostly mixed, the rest the reference
        assertThat(tenSeconds(residency, 190)).contains(new Change(List.of(slot(INT8)), slot(MIXED)));
    }

    @Test
    void nothingMovesBeforeTenSecondsOfIt() {
        Residency residency = within(170);
        load(REFERENCE, INT8, CHEAPEST);
        for (int tick = 0; tick < 99; tick++) {
            assertThat(residency.next(workload(19), TICK, snapshot())).isEmpty();
        }
        assertThat(residency.next(workload(19), TICK, snapshot())).isPresent();
    }

    @Test
    void aQuietServerMovesNothing() {
        Residency residency = within(170);
        load(REFERENCE, INT8, CHEAPEST);
        assertThat(tenSeconds(residency, 0)).isEmpty();
        // 100 a second are answered by the reference
        assertThat(tenSeconds(residency, 100)).isEmpty();
    }

    @Test
    void whatHasJustComeStaysForAMinute() {
        Residency residency = within(170);
        load(REFERENCE, INT8, CHEAPEST);
        tenSeconds(residency, 190);
        // 300 a second carry 3.3 ms each: between the cheapest and int8
        for (int look = 1; look < 6; look++) {
            assertThat(tenSeconds(residency, 300)).isEmpty();
        }
        assertThat(tenSeconds(residency, 300)).contains(new Change(List.of(slot(MIXED)), slot(INT8)));
    }

    @Test
    void lessThanATenthOfAPointIsNotWorthALoad() {
        Residency residency = within(170);
        load(REFERENCE, INT8, CHEAPEST);
        // 127 a second carry 7.87 ms each: 3 % of the way from the reference to int8, and mixed would win 0.0006
        assertThat(tenSeconds(residency, 127)).isEmpty();
    }

    @Test
    void aLoadThatChangesEveryTenSecondsDoesNotMakeItSwing() {
        Residency residency = within(170);
        load(REFERENCE, INT8, CHEAPEST);
        int changes = 0;
        for (int look = 0; look < 60; look++) {
            changes += tenSeconds(residency, look % 2 == 0 ? 190 : 300).isPresent() ? 1 : 0;
        }
        assertThat(changes).isLessThanOrEqualTo(10);
    }
}

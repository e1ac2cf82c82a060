package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static dev.vernier.policy.Ladders.demand;
import static dev.vernier.policy.Ladders.policy;
import static dev.vernier.policy.Ladders.soft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.ControlSample.RunErrors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Variants are loaded, and only then measured, while the policy runs. */
class LoadedVariantsTest {
    private static final VariantProfile ABSENT = new VariantProfile("fp32", 1, true, false, new CostCurve(0, 0, 0));

    private long now = Seeds.anyTime();
    private final ControlLoop loop = new ControlLoop(1, List.of(Ladders.model(ABSENT)), now);
    private final AdaptivePolicy<String> policy = policy(loop.snapshot());

    @Test
    void aVariantThatComesIsTakenAtItsProfiledCost() {
        step(Ladders.model(ABSENT));
        step(Ladders.model(Ladders.variant("fp32", 1, 8, 0)));

        policy.offer(soft(demand(32), now, 100), now);
        Dispatch<String> dispatch = policy.next(0, now, dropped -> {});

        assertThat(dispatch).isNotNull();
        assertThat(dispatch.nominalNanos()).isEqualTo(8 * MILLI);
    }

    @Test
    void whatItsRunsTaughtStaysWhenAnotherVariantComes() {
        VariantProfile reference = Ladders.variant("fp32", 1, 8, 0);
        VariantProfile cheap = Ladders.variant("int8", 0.98, 4, 0);
        VariantProfile absent = new VariantProfile("int8", 0.98, true, false, new CostCurve(0, 0, 0));
        step(Ladders.model(reference, absent));
        for (int run = 0; run < 200; run++) {
            policy.offer(soft(demand(32), now, 100), now);
            Dispatch<String> dispatch = policy.next(0, now, dropped -> {});
            assertThat(dispatch).isNotNull();
            now += 12 * MILLI;
            policy.completed(dispatch, true, now);
        }
        step(Ladders.model(reference, absent));
        step(Ladders.model(reference, cheap));

        List<VariantProfile> variants = loop.snapshot().models().get(0).variants();
        assertThat(variants.get(0).cost().nanos(1, 32)).isBetween(11.0 * MILLI, 13.0 * MILLI);
        assertThat(variants.get(1).cost().nanos(1, 32)).isEqualTo(4 * MILLI);
    }

    @Test
    void aVariantThatGoesBetweenArrivalAndDispatchIsNotChosen() {
        VariantProfile reference = Ladders.variant("fp32", 1, 8, 0);
        VariantProfile cheap = Ladders.variant("int8", 0.98, 4, 0);
        VariantProfile gone = new VariantProfile("fp32", 1, true, false, reference.cost());
        step(Ladders.model(reference, cheap));
        policy.offer(soft(demand(32), now, 100), now);
        step(Ladders.model(gone, cheap));
        Dispatch<String> dispatch = policy.next(0, now, dropped -> {});
        assertThat(dispatch).isNotNull();
        assertThat(dispatch.variant()).isEqualTo(1);
        assertThat(dispatch.reason()).isEqualTo(Reason.RESIDENCY);
    }

    private void step(ModelProfile model) {
        now += 100 * MILLI;
        Workload workload = policy.takeWorkload();
        long arrivals = workload.arrivals();
        ControlSample sample =
                new ControlSample(100 * MILLI, List.of(model), List.of(arrivals), new RunErrors(0, 0), workload);
        policy.adopt(loop.next(sample, now), now);
    }
}

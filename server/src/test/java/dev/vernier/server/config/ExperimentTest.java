package dev.vernier.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.server.config.Experiment.Arm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExperimentTest {
    private static final List<Arm> ARMS = List.of(
            new Arm("fast", 0.1, "int8", null),
            new Arm("strict", 0.25, null, 0.99),
            new Arm("control", 0.65, null, null));
    private static final Experiment EXPERIMENT = new Experiment("precision", null, ARMS);

    @Test
    void aUnitsPointIsWhatAnybodyCanWorkOut() {
        Experiment experiment = new Experiment("int8-trial", null, ARMS);

        // python3: (int.from_bytes(sha256(b"int8-trial:user-9").digest()[:8], "big") >> 11) / 2**53
        assertThat(experiment.point("user-9")).isEqualTo(0.1436447782918162);
        assertThat(experiment.point("Zo\u00eb")).isEqualTo(0.09813189461339433);
        assertThat(new Experiment("int8-trial", "other", ARMS).point("user-9")).isEqualTo(0.9893238844982403);
    }

    @Test
    void aUnitIsInTheFirstArmWhoseShareReachesBeyondItsPoint() {
        assertThat(arm("user-10")).as("point .0699").isEqualTo("fast");
        assertThat(arm("user-6")).as("point .2588").isEqualTo("strict");
        assertThat(arm("user-7")).as("point .3438").isEqualTo("strict");
        assertThat(arm("user-8")).as("point .3736").isEqualTo("control");
        assertThat(arm("user-0")).as("point .9969").isEqualTo("control");
    }

    @Test
    void aUnitStaysInItsArmWhateverElseAboutTheExperimentChanges() {
        Experiment later = new Experiment(
                "precision",
                null,
                List.of(
                        new Arm("fast", 0.2, "pruned", null),
                        new Arm("strict", 0.15, null, 0.9),
                        new Arm("control", 0.65, null, null)));

        for (int unit = 0; unit < 10_000; unit++) {
            String name = "user-" + unit;
            String before = arm(name);
            // The boundary between the first two moves from .1 to .2; nobody else moves.
            String expected = before.equals("strict") && EXPERIMENT.point(name) < 0.2 ? "fast" : before;
            assertThat(later.assign(name).arm().name()).isEqualTo(expected);
        }
    }

    @Test
    void theArmsGetTheirShares() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        int units = 100_000;
        Random random = new Random(seed);
        Map<String, Integer> counts = new HashMap<>();
        for (int unit = 0; unit < units; unit++) {
            counts.merge(arm("tenant " + random.nextLong()), 1, Integer::sum);
        }

        // Five standard deviations of a binomial: one run in a million strays further.
        assertThat(counts.get("fast")).isCloseTo(10_000, within(475));
        assertThat(counts.get("strict")).isCloseTo(25_000, within(685));
        assertThat(counts.get("control")).isCloseTo(65_000, within(755));
    }

    @Test
    void anotherSaltSplitsIndependently() {
        Experiment other = new Experiment("precision", "again", ARMS);
        int units = 100_000;
        int inBoth = 0;
        for (int unit = 0; unit < units; unit++) {
            boolean isFirst = arm("u" + unit).equals("control");
            inBoth += isFirst && other.assign("u" + unit).arm().name().equals("control") ? 1 : 0;
        }

        assertThat(inBoth).isCloseTo(42_250, within(785));
    }

    @Test
    void noUnitFallsThroughWhenTheSharesSumToALittleLessThanOne() {
        Experiment third = new Experiment(
                "thirds",
                null,
                List.of(
                        new Arm("a", 0.3333333333, null, null),
                        new Arm("b", 0.6666666666, null, null),
                        new Arm("closed", 0, null, null)));

        assertThat(third.assign("anybody").arm().name()).isIn("a", "b");
    }

    private static String arm(String unit) {
        return EXPERIMENT.assign(unit).arm().name();
    }
}

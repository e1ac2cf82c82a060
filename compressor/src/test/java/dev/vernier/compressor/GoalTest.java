package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.compressor.evaluation.SpeedRounds;
import dev.vernier.compressor.evaluation.Verdict;
import dev.vernier.store.Task;
import dev.vernier.store.VariantCard.Artefact;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static final List<BuiltVariant> VARIANTS = Stream.of("fp32", "slow", "middling", "fast", "poor")
            .map(name -> new BuiltVariant(
                    name,
                    JsonNodeFactory.instance.arrayNode(),
                    List.of(new Artefact("model.onnx", "0".repeat(64), 1)),
                    new GraphSize(0, 1),
                    List.of(),
                    Map.of(),
                    Map.of()))
            .toList();

    private static final List<Verdict> VERDICTS = Stream.of(1.0, 0.999, 0.99, 0.97, 0.5)
            .map(fidelity -> new Verdict(fidelity, true, 0, Map.of(), Map.of()))
            .toList();

    /** Nine equal rounds: an interval of no width. */
    private static final SpeedStep SPEED = new SpeedStep(
            new SpeedRounds(
                    Stream.of(1200L, 800L, 600L, 400L, 200L)
                            .map(nanos -> Collections.nCopies(9, nanos))
                            .toList(),
                    Collections.nCopies(5, Collections.nCopies(9, 1L)),
                    1),
            Map.of());

    private static List<@Nullable String> rejections(@Nullable Double speedup) {
        return new Goal(Gate.DEFAULT, speedup).rejections(Task.EMBED, VARIANTS, VERDICTS, SPEED);
    }

    @Test
    void withoutATargetTheGateAloneDecides() {
        assertThat(rejections(null)).containsExactly(null, null, null, null, "fidelity 0.5000 (cosine) < 0.95");
    }

    @Test
    void ofThoseThatAreFastEnoughTheMostFaithfulIsServed() {
        assertThat(rejections(1.9))
                .containsExactly(
                        null,
                        "for speedup=1.9 middling is taken",
                        null,
                        "for speedup=1.9 middling is taken",
                        "fidelity 0.5000 (cosine) < 0.95");
    }

    @Test
    void aTargetThatNothingReachesFailsAndNamesTheFastestThatIsFaithful() {
        assertThatThrownBy(() -> rejections(4.0))
                .isInstanceOf(CompressionException.class)
                .hasMessage(
                        "no variant that is faithful enough is 4.0 times as fast: fast is the fastest, its speed-up at"
                                + " least 3.00");
    }

    @Test
    void whenNothingPassesTheGateNoTargetIsReached() {
        Goal goal = new Goal(new Gate(1, 1), 1.0);
        assertThatThrownBy(() -> goal.rejections(Task.EMBED, VARIANTS, VERDICTS, SPEED))
                .hasMessageStartingWith("no variant is faithful enough");
    }
}

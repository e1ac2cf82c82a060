package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.store.Task;
import dev.vernier.store.measure.Measure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final int TEXTS = 100;

    /** One row a class, the class's column largest. */
    private static Answers answers(List<Integer> classes) {
        float[] values = new float[3 * classes.size()];
        for (int i = 0; i < classes.size(); i++) {
            values[3 * i + classes.get(i)] = 1;
        }
        return new Answers(3, values);
    }

    /** The reference says 0 to all; the label of the first 70 is 0, of the others 1, and the last is not labelled. */
    private static Comparison against(List<Integer> classes) {
        List<Integer> labels = new ArrayList<>(Collections.nCopies(70, 0));
        labels.addAll(Collections.nCopies(29, 1));
        labels.add(-1);
        return new Comparison(answers(Collections.nCopies(TEXTS, 0)), answers(classes), labels, 1);
    }

    /** Says 1 to the first two, which were right, and to ten others, which were wrong. */
    private static Comparison twelveDiffer() {
        List<Integer> classes = new ArrayList<>(Collections.nCopies(TEXTS, 0));
        Collections.fill(classes.subList(0, 2), 1);
        Collections.fill(classes.subList(80, 90), 1);
        return against(classes);
    }

    @Test
    void disagreementIsAShareWithWilsonsInterval() {
        Measure disagreement = twelveDiffer().disagreement();
        assertThat(disagreement.value()).isEqualTo(0.12);
        assertThat(disagreement.low()).isCloseTo(0.0700, within(1e-4));
        assertThat(disagreement.high()).isCloseTo(0.1981, within(1e-4));
        assertThat(disagreement.n()).isEqualTo(TEXTS);
    }

    @Test
    void fidelityOfClassesIsOneMinusTheUpperBoundOfDisagreement() {
        assertThat(twelveDiffer().fidelity(Task.CLASSIFY)).isCloseTo(1 - 0.1981, within(1e-4));
    }

    @Test
    void accuracyCountsLabelledTextsOnly() {
        Measure accuracy = twelveDiffer().accuracy();
        assertThat(accuracy.n()).isEqualTo(99);
        assertThat(accuracy.value()).isEqualTo(78.0 / 99);
    }

    @Test
    void accuracyDeltaIsPaired() {
        Measure delta = twelveDiffer().accuracyDelta();
        assertThat(delta.value()).isEqualTo(8.0 / 99);
        assertThat(delta.method()).isEqualTo("mcnemar-exact");
        // Clopper-Pearson for 10 of 12: [0.5159, 0.9791]; 12/99 * (2p - 1).
        assertThat(delta.low()).isCloseTo(0.0039, within(1e-4));
        assertThat(delta.high()).isCloseTo(0.1162, within(1e-4));
    }

    @Test
    void embeddingsAreComparedByTheLowerBoundOfTheMeanCosine() {
        Comparison comparison = twelveDiffer();
        assertThat(comparison.cosineMean().value()).isCloseTo(0.88, within(1e-9));
        assertThat(comparison.fidelity(Task.EMBED)).isBetween(0.79, 0.85);
        assertThat(comparison.cosineP05().value()).isZero();
    }

    @Test
    void withoutLabelsThereIsNoAccuracy() {
        Answers same = answers(Collections.nCopies(TEXTS, 2));
        assertThat(new Comparison(same, same, List.of(), 1).measures(Task.CLASSIFY))
                .containsOnlyKeys("cosine", "cosine_mean", "cosine_p05", "disagreement", "top10_overlap");
    }
}

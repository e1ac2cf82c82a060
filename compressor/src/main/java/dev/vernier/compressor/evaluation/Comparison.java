package dev.vernier.compressor.evaluation;

import dev.vernier.store.Task;
import dev.vernier.store.measure.Intervals;
import dev.vernier.store.measure.Measure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A variant's answers next to the reference's answers to the same texts. Every figure is paired by text. */
final class Comparison {
    /** All pairs of this many texts are compared for the neighbours: 1.2 million, a quarter of a second. */
    private static final int NEIGHBOUR_TEXTS = 1500;

    private final Answers reference;
    private final Answers variant;
    private final List<Integer> labels;
    private final long seed;
    private final double[] cosines;

    /** @param labels the true class of each text, -1 where it is not known */
    Comparison(Answers reference, Answers variant, List<Integer> labels, long seed) {
        this.reference = reference;
        this.variant = variant;
        this.labels = labels;
        this.seed = seed;
        this.cosines = each(IntStream.range(0, reference.rows()).toArray(), i -> reference.cosine(i, variant, i));
    }

    /** 1 - the upper bound (95 %) of the task's loss, in [0,1]. */
    double fidelity(Task task) {
        double fidelity = switch (task) {
            case CLASSIFY -> 1 - disagreement().high();
            case EMBED -> cosineMean().low();
            case OTHER -> 0;
        };
        return Math.min(1, Math.max(0, fidelity));
    }

    /** The figures that the task has, by their names in RESULTS. */
    Map<String, Measure> measures(Task task) {
        Map<String, Measure> measures = new TreeMap<>();
        Measure cosine = cosineMean();
        measures.put("cosine", cosine);
        measures.put("cosine_mean", cosine);
        measures.put("cosine_p05", cosineP05());
        measures.put("top10_overlap", neighbourOverlap());
        if (task == Task.CLASSIFY) {
            measures.put("disagreement", disagreement());
            if (labelled().length > 0) {
                measures.put("accuracy", accuracy());
                measures.put("accuracy_delta", accuracyDelta());
            }
        }
        return measures;
    }

    /** What the task's fidelity is the lower bound of: the share of equal classes, or the mean cosine. */
    Measure agreement(Task task) {
        if (task == Task.CLASSIFY) {
            Measure loss = disagreement();
            return new Measure(1 - loss.value(), 1 - loss.high(), 1 - loss.low(), loss.n(), loss.method());
        }
        return cosineMean();
    }

    Measure cosineMean() {
        return Intervals.pairedBootstrap(cosines, seed);
    }

    Measure cosineP05() {
        return Quantiles.of(cosines, 0.05);
    }

    /** Share of the texts whose most probable class is another one. */
    Measure disagreement() {
        int differing = count(IntStream.range(0, reference.rows()).toArray(), i -> reference.top(i) != variant.top(i));
        return Intervals.wilson(differing, reference.rows());
    }

    /** Share of the labelled texts whose most probable class is the label. */
    Measure accuracy() {
        return Intervals.wilson(count(labelled(), this::isVariantRight), labelled().length);
    }

    /** The variant's accuracy - the reference's, over the labelled texts. */
    Measure accuracyDelta() {
        int onlyVariant = count(labelled(), i -> isVariantRight(i) && !isReferenceRight(i));
        int onlyReference = count(labelled(), i -> isReferenceRight(i) && !isVariantRight(i));
        return Intervals.mcnemarExact(onlyVariant, onlyReference, labelled().length);
    }

    Measure neighbourOverlap() {
        int texts = Math.min(NEIGHBOUR_TEXTS, reference.rows());
        return Intervals.pairedBootstrap(Neighbours.of(reference, texts).overlap(Neighbours.of(variant, texts)), seed);
    }

    private int[] labelled() {
        return IntStream.range(0, labels.size()).filter(i -> labels.get(i) >= 0).toArray();
    }

    private boolean isVariantRight(int text) {
        return variant.top(text) == labels.get(text);
    }

    private boolean isReferenceRight(int text) {
        return reference.top(text) == labels.get(text);
    }

    private static int count(int[] texts, IntPredicate counted) {
        return (int) IntStream.of(texts).filter(counted).count();
    }

    private static double[] each(int[] texts, IntToDoubleFunction figure) {
        return IntStream.of(texts).mapToDouble(figure).toArray();
    }
}

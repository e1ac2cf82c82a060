package dev.vernier.compressor.evaluation;

import dev.vernier.store.SessionException;
import dev.vernier.store.Task;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/** Measures variants against one reference, on texts that no pass saw. One thread at a time. */
public final class Evaluation {
    /** A served batch of short texts: large enough that what they share shows. */
    private static final int BATCH_ROWS = 8;

    /** Texts that tell whether a variant is batch-invariant. */
    private static final int INVARIANCE_TEXTS = 256;

    /**
     * Two orders of summation of the same fp32 numbers differ less than this in an output of size 1; a quantisation that
     * depends on the batch differs by 1e-2.
     */
    private static final double MAX_ROUNDING = 1e-4;

    private static final String PERTURBED = "fidelity_perturbed";

    private final Task task;
    private final TestTexts texts;
    private final Workers workers;
    private final Answers reference;
    private final Answers perturbedReference;
    private final Verdict referenceVerdict;

    /** Lets the reference answer the texts. */
    public Evaluation(Task task, TestTexts texts, TextRunner reference, Workers workers, DoubleConsumer progress)
            throws SessionException {
        this.task = task;
        this.texts = texts;
        this.workers = workers;
        double deviation = batchDeviation(reference);
        this.reference = alone(reference, texts.test(), deviation, progress);
        this.perturbedReference = alone(reference, texts.perturbed(), deviation, share -> {});
        Map<String, Measure> measures = new TreeMap<>(compared(this.reference).measures(task));
        measures.put(PERTURBED, comparedPerturbed(perturbedReference).agreement(task));
        this.referenceVerdict =
                new Verdict(1, isRounding(deviation), deviation, measures, byDamage(perturbedReference));
    }

    /** What the reference itself is worth: its fidelity is 1 by definition. */
    public Verdict reference() {
        return referenceVerdict;
    }

    /** What a variant is worth. */
    public Verdict verdict(TextRunner variant, DoubleConsumer progress) throws SessionException {
        double deviation = batchDeviation(variant);
        Comparison worse = isRounding(deviation)
                ? compared(alone(variant, texts.test(), deviation, progress))
                : worseOfTwo(variant, deviation, progress);
        Answers perturbed = alone(variant, texts.perturbed(), deviation, share -> {});
        Map<String, Measure> measures = new TreeMap<>(worse.measures(task));
        measures.put(PERTURBED, comparedPerturbed(perturbed).agreement(task));
        return new Verdict(worse.fidelity(task), isRounding(deviation), deviation, measures, byDamage(perturbed));
    }

    private Comparison worseOfTwo(TextRunner variant, double deviation, DoubleConsumer progress)
            throws SessionException {
        List<Encoding> test = texts.test();
        Comparison alone = compared(alone(variant, test, deviation, share -> progress.accept(share / 2)));
        Batching mixed = Batching.mixed(test.size(), BATCH_ROWS);
        Comparison inBatches = compared(answer(variant, test, mixed, share -> progress.accept(0.5 + share / 2)));
        return inBatches.fidelity(task) < alone.fidelity(task) ? inBatches : alone;
    }

    private Comparison compared(Answers answers) {
        return new Comparison(reference, answers, texts.labels(), texts.seed());
    }

    private Comparison comparedPerturbed(Answers answers) {
        return new Comparison(perturbedReference, answers, List.of(), texts.seed());
    }

    /** Damaged texts come in turn, one kind after the other. */
    private Map<String, Measure> byDamage(Answers perturbed) {
        Perturbation[] kinds = Perturbation.values();
        Map<String, Measure> agreements = new TreeMap<>();
        for (int i = 0; i < Math.min(kinds.length, perturbed.rows()); i++) {
            Answers left = perturbedReference.every(kinds.length, i);
            Answers right = perturbed.every(kinds.length, i);
            Comparison comparison = new Comparison(left, right, List.of(), texts.seed());
            agreements.put(kinds[i].name().toLowerCase(Locale.ROOT), comparison.agreement(task));
        }
        return agreements;
    }

    private static boolean isRounding(double deviation) {
        return deviation <= MAX_ROUNDING;
    }

    /** The largest difference that company in a padded batch makes to an output. */
    private double batchDeviation(TextRunner variant) throws SessionException {
        List<Encoding> some =
                texts.test().subList(0, Math.min(INVARIANCE_TEXTS, texts.test().size()));
        Answers alone = answer(variant, some, Batching.alone(some.size()), share -> {});
        Answers batched = answer(variant, some, Batching.mixed(some.size(), BATCH_ROWS), share -> {});
        return batched.largestDifference(alone);
    }

    /** What each text gets on its own; where company makes no difference, several are asked at once, which is faster. */
    private Answers alone(TextRunner runner, List<Encoding> some, double deviation, DoubleConsumer progress)
            throws SessionException {
        Batching batching = isRounding(deviation) ? Batching.byLength(some, BATCH_ROWS) : Batching.alone(some.size());
        return answer(runner, some, batching, progress);
    }

    private Answers answer(TextRunner runner, List<Encoding> some, Batching batching, DoubleConsumer progress)
            throws SessionException {
        return runner.answer(some, batching, workers, progress);
    }
}

package dev.vernier.compressor.evaluation;

import dev.vernier.store.SessionException;
import dev.vernier.store.Task;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
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
        this.reference = alone(reference, texts.test(), progress);
        this.perturbedReference = alone(reference, texts.perturbed(), share -> {});
        double deviation = batchDeviation(reference, this.reference);
        Comparison same = new Comparison(this.reference, this.reference, texts.labels(), texts.seed());
        Map<String, Measure> measures = new TreeMap<>(same.measures(task));
        measures.put(
                "fidelity_perturbed",
                new Comparison(perturbedReference, perturbedReference, List.of(), texts.seed()).agreement(task));
        this.referenceVerdict = new Verdict(1, deviation <= MAX_ROUNDING, deviation, measures);
    }

    /** What the reference itself is worth: its fidelity is 1 by definition. */
    public Verdict reference() {
        return referenceVerdict;
    }

    /** What a variant is worth. */
    public Verdict verdict(TextRunner variant, DoubleConsumer progress) throws SessionException {
        Answers answers = alone(variant, texts.test(), share -> progress.accept(share / 2));
        double deviation = batchDeviation(variant, answers);
        Comparison worse = new Comparison(reference, answers, texts.labels(), texts.seed());
        if (deviation > MAX_ROUNDING) {
            Answers batched = answer(
                    variant,
                    texts.test(),
                    Batching.mixed(texts.test().size(), BATCH_ROWS),
                    share -> progress.accept(0.5 + share / 2));
            Comparison inBatches = new Comparison(reference, batched, texts.labels(), texts.seed());
            worse = inBatches.fidelity(task) < worse.fidelity(task) ? inBatches : worse;
        }
        Map<String, Measure> measures = new TreeMap<>(worse.measures(task));
        measures.put("fidelity_perturbed", perturbed(variant));
        return new Verdict(worse.fidelity(task), deviation <= MAX_ROUNDING, deviation, measures);
    }

    private Measure perturbed(TextRunner variant) throws SessionException {
        Answers answers = alone(variant, texts.perturbed(), share -> {});
        return new Comparison(perturbedReference, answers, List.of(), texts.seed()).agreement(task);
    }

    private double batchDeviation(TextRunner variant, Answers alone) throws SessionException {
        List<Encoding> some =
                texts.test().subList(0, Math.min(INVARIANCE_TEXTS, texts.test().size()));
        Answers batched = answer(variant, some, Batching.mixed(some.size(), BATCH_ROWS), share -> {});
        return batched.largestDifference(alone);
    }

    private Answers alone(TextRunner runner, List<Encoding> some, DoubleConsumer progress) throws SessionException {
        return answer(runner, some, Batching.alone(some.size()), progress);
    }

    private Answers answer(TextRunner runner, List<Encoding> some, Batching batching, DoubleConsumer progress)
            throws SessionException {
        return runner.answer(some, batching, workers, progress);
    }
}

package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.Evaluation;
import dev.vernier.compressor.evaluation.TestTexts;
import dev.vernier.compressor.evaluation.TextRunner;
import dev.vernier.compressor.evaluation.TextSignature;
import dev.vernier.compressor.evaluation.Verdict;
import dev.vernier.compressor.evaluation.Workers;
import dev.vernier.store.SessionException;
import dev.vernier.store.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** Measures the variants of one model: what their answers are worth, and what they cost on this machine. */
final class Measurement {
    private final Map<String, Path> files;
    private final TextSignature signature;
    private final TestTexts texts;
    private final WorkEstimate work;
    private final ProgressBar progress;

    /** @param files the variants' model files by their names, the reference first */
    Measurement(
            Map<String, Path> files,
            TextSignature signature,
            TestTexts texts,
            WorkEstimate work,
            ProgressBar progress) {
        this.files = files;
        this.signature = signature;
        this.texts = texts;
        this.work = work;
        this.progress = progress;
    }

    /** What each variant's answers are worth, in the order of the files. */
    List<Verdict> verdicts(Task task, Workers workers) throws SessionException {
        List<Verdict> verdicts = new ArrayList<>();
        Evaluation evaluation = null;
        for (Map.Entry<String, Path> file : files.entrySet()) {
            DoubleConsumer share = progress.begin("measuring " + file.getKey(), work.measuring(evaluation == null));
            try (TextRunner runner = TextRunner.open(file.getValue(), signature)) {
                if (evaluation == null) {
                    evaluation = new Evaluation(task, texts, runner, workers, share);
                    verdicts.add(evaluation.reference());
                } else {
                    verdicts.add(evaluation.verdict(runner, share));
                }
            }
        }
        return verdicts;
    }

    /** What each variant costs, in the order of the files; all are open at once, for they take turns. */
    SpeedStep speed(CompressionPlan plan) throws SessionException {
        List<TextRunner> runners = new ArrayList<>();
        try {
            for (Path file : files.values()) {
                runners.add(TextRunner.open(file, signature));
            }
            return SpeedStep.measure(runners, texts.test(), plan, progress.begin("comparing speed", work.speed()));
        } finally {
            runners.forEach(TextRunner::close);
        }
    }
}

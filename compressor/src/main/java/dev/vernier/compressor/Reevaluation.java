package dev.vernier.compressor;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.TextFile;
import dev.vernier.compressor.evaluation.TestTexts;
import dev.vernier.compressor.evaluation.TextSignature;
import dev.vernier.compressor.evaluation.Verdict;
import dev.vernier.compressor.evaluation.Workers;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.SessionException;
import dev.vernier.store.StoreException;
import dev.vernier.store.TextInput;
import dev.vernier.store.VariantCard;
import dev.vernier.store.tokenizer.Tokenizer;
import dev.vernier.store.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the variants of a published version again, rejected ones too, on the texts that were published with it. */
final class Reevaluation {
    private final ModelStore store;
    private final ModelVersion version;

    Reevaluation(ModelStore store, ModelVersion version) {
        this.store = store;
        this.version = version;
    }

    MeasuredVersion run(CompressionPlan plan, ProgressBar progress) throws IOException, SessionException {
        TextInput text = version.text();
        String evaluation = version.evaluation();
        if (text == null || evaluation == null) {
            throw new StoreException(version.model() + " version " + version.version()
                    + " has no texts to be measured on: its version names no tokenizer or no evaluation file");
        }
        Measurement measurement = new Measurement(
                files(),
                new TextSignature(version.signature(), text),
                texts(text, evaluation, plan),
                new WorkEstimate(plan, version.task()),
                progress);
        try (Workers workers = new Workers(plan.threads())) {
            List<Verdict> verdicts = measurement.verdicts(version.task(), workers);
            return MeasuredVersion.of(version, verdicts, measurement.speed(plan));
        } finally {
            progress.end();
        }
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        for (VariantCard variant : version.variants()) {
            files.put(variant.name(), store.modelFile(variant));
        }
        return files;
    }

    private TestTexts texts(TextInput text, String evaluation, CompressionPlan plan) throws IOException {
        List<LabelledText> all = TextFile.read(store.blob(evaluation));
        List<LabelledText> texts = all.subList(0, Math.min(plan.sizes().test(), all.size()));
        try (Tokenizer tokenizer = Tokenizers.load(store.blob(text.tokenizer()))) {
            return TestTexts.of(
                    texts,
                    texts.stream().map(one -> one.classIn(version.labels())).toList(),
                    tokenizer,
                    text.maxTokens(),
                    plan.seed());
        }
    }
}

package dev.vernier.compressor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.Split;
import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.corpus.TextFile;
import dev.vernier.compressor.evaluation.TextRunner;
import dev.vernier.compressor.evaluation.TextSignature;
import dev.vernier.compressor.evaluation.Verdict;
import dev.vernier.compressor.evaluation.Workers;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Normalization;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.passes.UnfusedException;
import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.compressor.source.SourceModel;
import dev.vernier.store.Draft;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.SessionException;
import dev.vernier.store.Sha256;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Machine;
import dev.vernier.store.tokenizer.Tokenizer;
import dev.vernier.store.tokenizer.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the variants of a model, measures each against the reference, and publishes them as the model's next version: all
 * of it or, when anything fails, nothing.
 */
final class Compression {
    private final SourceModel source;
    private final CompressionPlan plan;
    private final WorkEstimate work;
    private final ProgressBar progress;
    private final Draft draft;
    private final Workers workers;

    private Compression(SourceModel source, CompressionPlan plan, ProgressBar progress, Draft draft, Workers workers) {
        this.source = source;
        this.plan = plan;
        this.work = new WorkEstimate(plan, source.task());
        this.progress = progress;
        this.draft = draft;
        this.workers = workers;
    }

    /**
     * Runs a compression.
     *
     * @param unfinished what an earlier run of the same left, and where this one leaves what another may need
     */
    static CompressionResult run(
            SourceModel source, ModelStore store, CompressionPlan plan, Unfinished unfinished, ProgressBar progress)
            throws SessionException {
        try (Draft draft = store.draft(source.name());
                Workers workers = new Workers(plan.threads())) {
            return new Compression(source, plan, progress, draft, workers).run(unfinished);
        } finally {
            progress.end();
        }
    }

    private CompressionResult run(Unfinished unfinished) throws SessionException {
        progress.begin("reading the texts", work.texts());
        Split split = EnoughTexts.require(Split.of(source.texts(), sizes()), source.purpose());
        String tokenizer = draft.put(source.tokenizer().getBytes(StandardCharsets.UTF_8));
        ObjectNode sources = sources(split, tokenizer);
        try (Workbench workbench = unfinished.workbench(key(sources))) {
            EncodedSplit texts = encoded(split, tokenizer);
            Graph graph = reference(workbench, texts, tokenizer);
            Map<String, String> notMade = new LinkedHashMap<>();
            List<BuiltVariant> variants = built(workbench, graph, texts, notMade);
            TextSignature signature = signature(graph, variants.get(0).digest(), tokenizer);
            Measurement measurement = new Measurement(files(variants), signature, texts.test(), work, progress);
            List<Verdict> verdicts = measurement.verdicts(source.task(), workers);
            SpeedStep speed = measurement.speed(plan);
            List<@Nullable String> rejections = plan.goal().rejections(source.task(), variants, verdicts, speed);
            progress.begin("publishing", work.publishing());
            Cards cards = new Cards(sources, variants.get(0), plan.seed());
            ModelVersion version = publish(split, signature, cards.all(variants, verdicts, rejections));
            return new CompressionResult(MeasuredVersion.of(version, verdicts, speed), passSeconds(variants), notMade);
        }
    }

    /** With the same key the same variants are made. */
    private String key(ObjectNode sources) {
        ObjectNode all = JsonNodeFactory.instance
                .objectNode()
                .put("vernier", Machine.vernierVersion())
                .put("onnxruntime", Machine.onnxruntimeVersion())
                .put("name", source.name())
                .put("purpose", source.purpose().toString())
                .put("max_tokens", source.maxTokens())
                .put("seed", plan.seed());
        all.set("sources", sources);
        plan.recipes().forEach(recipe -> all.withArray("recipes").add(recipe.name() + " " + recipe.words()));
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Normalised, with its head; a reference that an earlier run has finished has that already. */
    private Graph reference(Workbench workbench, EncodedSplit texts, String tokenizer) throws SessionException {
        Optional<BuiltVariant> finished = workbench.variant(Recipe.REFERENCE.name(), draft);
        if (finished.isPresent()) {
            return OnnxReader.read(draft.file(finished.get().digest()));
        }
        Graph encoder = Normalization.apply(source.graph());
        return source.purpose().needsHead() ? withHead(encoder, texts, tokenizer) : encoder;
    }

    private SplitSizes sizes() {
        SplitSizes sizes = plan.sizes();
        return source.purpose().needsHead() ? sizes : new SplitSizes(0, sizes.calibration(), sizes.test());
    }

    private EncodedSplit encoded(Split split, String tokenizerDigest) {
        try (Tokenizer tokenizer = Tokenizers.load(draft.file(tokenizerDigest))) {
            return EncodedSplit.of(source, split, tokenizer, plan.seed());
        }
    }

    private TextSignature signature(Graph graph, String model, String tokenizer) {
        return new TextSignature(
                OnnxSession.describe(draft.file(model)), TextInputs.of(graph, tokenizer, source.maxTokens()));
    }

    private Graph withHead(Graph encoder, EncodedSplit texts, String tokenizer) throws SessionException {
        String file = VariantFiles.put(encoder, draft).get(0).digest();
        try (TextRunner embedder = TextRunner.open(draft.file(file), signature(encoder, file, tokenizer))) {
            return HeadStep.classifier(
                    encoder,
                    embedder,
                    texts,
                    source.classes().size(),
                    workers,
                    progress.begin("training the head", work.head()));
        }
    }

    private List<BuiltVariant> built(
            Workbench workbench, Graph graph, EncodedSplit texts, Map<String, String> notMade) {
        VariantBuilder builder = new VariantBuilder(graph, new Calibration(texts.calibration(), plan.threads()), draft);
        List<BuiltVariant> variants = new ArrayList<>();
        for (Recipe recipe : plan.recipes()) {
            DoubleConsumer share = progress.begin("making " + recipe.name(), work.making(recipe));
            try {
                BuiltVariant variant =
                        workbench.variant(recipe.name(), draft).orElseGet(() -> builder.build(recipe, share));
                workbench.keep(variant, draft);
                variants.add(variant);
            } catch (GraphException e) {
                if (!recipe.isOptional() || e instanceof UnfusedException) {
                    throw new GraphException(recipe.name() + ": " + e.getMessage(), e);
                }
                notMade.put(recipe.name(), e.getMessage());
            }
        }
        if (variants.size() == 1 && !notMade.isEmpty()) {
            throw new GraphException("no variant can be made: " + notMade);
        }
        return variants;
    }

    private Map<String, Path> files(List<BuiltVariant> variants) {
        Map<String, Path> files = new LinkedHashMap<>();
        variants.forEach(variant -> files.put(variant.name(), draft.file(variant.digest())));
        return files;
    }

    private static Map<String, Map<String, Double>> passSeconds(List<BuiltVariant> variants) {
        Map<String, Map<String, Double>> seconds = new LinkedHashMap<>();
        variants.forEach(variant -> seconds.put(variant.name(), variant.passSeconds()));
        return seconds;
    }

    private ModelVersion publish(Split split, TextSignature signature, List<VariantCard> cards) {
        return draft.publish(
                source.task(),
                signature.tensors(),
                signature.text(),
                source.classes(),
                draft.put(TextFile.bytes(split.test())),
                cards);
    }

    /** Digests of everything that went in, for the cards. */
    private ObjectNode sources(Split split, String tokenizer) {
        ObjectNode sources = JsonNodeFactory.instance
                .objectNode()
                .put("model", source.digest())
                .put("tokenizer", tokenizer);
        describe(sources, "calibration", split.calibration());
        describe(sources, "test", split.test());
        if (source.purpose().needsHead()) {
            describe(sources, "train", split.train());
            sources.set("head", HeadStep.facts());
        }
        return sources;
    }

    private static void describe(ObjectNode sources, String use, List<LabelledText> texts) {
        sources.putObject(use).put("texts", texts.size()).put("digest", Sha256.of(TextFile.bytes(texts)));
    }
}

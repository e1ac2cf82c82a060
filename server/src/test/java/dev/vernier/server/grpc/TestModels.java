package dev.vernier.server.grpc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.Experiment;
import dev.vernier.server.config.ModelConfig;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Signature;
import dev.vernier.store.Task;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.TextInput;
import dev.vernier.store.VariantCard;
import dev.vernier.store.tokenizer.Encoding;
import dev.vernier.store.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models that exist on paper only. */
final class TestModels {
    static final int VOCABULARY = 1000;
    static final int MAX_TOKENS = 256;

    static final VariantCard FP32 = card("fp32", null, 1, true);
    static final VariantCard MIXED = card("mixed", null, .99, true);
    static final VariantCard INT8 = card("int8-static", null, .96, false);
    static final VariantCard PRUNED = card("pruned-int8", "fidelity 0.71 is below 0.80", .71, true);

    private TestModels() {}

    /** A classifier of texts: fp32 and int8-static are loaded, mixed is on its way, pruned-int8 was rejected. */
    static ServedModel topics() {
        List<TensorSpec> inputs = List.of(tokens("input_ids"), tokens("attention_mask"), tokens("token_type_ids"));
        TensorSpec probabilities =
                new TensorSpec("probabilities", ElementType.FP32, List.of(Dimension.BATCH, Dimension.fixed(2)), 0);
        TensorSpec hidden = new TensorSpec(
                "hidden", ElementType.FP32, List.of(Dimension.BATCH, Dimension.SEQUENCE, Dimension.fixed(2)), 0);
        ModelVersion version = new ModelVersion(
                "topics",
                "3",
                Task.CLASSIFY,
                new Signature(inputs, List.of(probabilities, hidden)),
                new TextInput("0".repeat(64), "input_ids", "attention_mask", "token_type_ids", MAX_TOKENS, VOCABULARY),
                List.of("noun", "verb"),
                null,
                List.of(FP32, MIXED, INT8, PRUNED));
        return new ServedModel(
                0,
                version,
                ServedModel.State.WARMING,
                "",
                List.of(FP32, INT8),
                new WordTokenizer(),
                settings(Map.of("priority", "3")));
    }

    /** The same model with another tokenizer. */
    static ServedModel topics(Tokenizer tokenizer) {
        ServedModel model = topics();
        return new ServedModel(
                model.slot(), model.version(), model.state(), "", model.loaded(), tokenizer, model.config());
    }

    /** The same model with an experiment on it. */
    static ServedModel topics(Experiment experiment) {
        ServedModel model = topics();
        ModelConfig plain = model.config();
        ModelConfig config = new ModelConfig(
                plain.slo(),
                plain.maxQueueDelay(),
                plain.accuracyFloor(),
                plain.lossWorth(),
                plain.weight(),
                plain.maxBatch(),
                plain.maxBatchTokens(),
                plain.priority(),
                experiment);
        return new ServedModel(
                model.slot(), model.version(), model.state(), "", model.loaded(), model.tokenizer(), config);
    }

    /** How a model is served, by the keys that differ from the defaults. */
    static ModelConfig settings(Map<String, String> settings) {
        return ConfigReader.read(null, Map.of(), settings).modelDefaults();
    }

    /** A model of one FP32 tensor [batch, 4]. */
    static ServedModel identity() {
        return tensors("identity", ServedModel.State.READY, "");
    }

    static ServedModel loading() {
        return tensors("slow", ServedModel.State.LOADING, "");
    }

    static ServedModel failed() {
        return tensors("broken", ServedModel.State.FAILED, "blob 5f is missing");
    }

    static ServedModel with(ServedModel model, ServedModel.State state, VariantCard... loaded) {
        return new ServedModel(
                model.slot(),
                model.version(),
                state,
                model.detail(),
                List.of(loaded),
                model.tokenizer(),
                model.config());
    }

    private static ServedModel tensors(String name, ServedModel.State state, String detail) {
        TensorSpec in = new TensorSpec("x", ElementType.FP32, List.of(Dimension.BATCH, Dimension.fixed(4)), 0);
        TensorSpec out = new TensorSpec("y", ElementType.FP32, List.of(Dimension.BATCH, Dimension.fixed(4)), 0);
        ModelVersion version = new ModelVersion(
                name, "1", Task.OTHER, new Signature(List.of(in), List.of(out)), null, List.of(), null, List.of(FP32));
        List<VariantCard> loaded = state == ServedModel.State.READY ? List.of(FP32) : List.of();
        return new ServedModel(1, version, state, detail, loaded, null, ModelConfig.DEFAULTS);
    }

    private static TensorSpec tokens(String name) {
        return new TensorSpec(name, ElementType.INT64, List.of(Dimension.BATCH, Dimension.SEQUENCE), 0);
    }

    private static VariantCard card(String name, @Nullable String gate, double fidelity, boolean batchInvariant) {
        return new VariantCard(
                name,
                gate,
                fidelity,
                batchInvariant,
                List.of(new VariantCard.Artefact("model.onnx", "0".repeat(64), 1)),
                Map.of(),
                JsonNodeFactory.instance.objectNode());
    }

    /** One token a word, with one more before and after them all. */
    private static final class WordTokenizer implements Tokenizer {
        @Override
        public Encoding encode(String text, @Nullable String pair, int maxTokens) {
            int words = text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
            int[] ids = new int[Math.min(words + 2, maxTokens)];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = i + 1;
            }
            return new Encoding(ids, ids.length, words + 2);
        }

        @Override
        public boolean isNonBlocking() {
            return true;
        }

        @Override
        public void close() {}
    }
}

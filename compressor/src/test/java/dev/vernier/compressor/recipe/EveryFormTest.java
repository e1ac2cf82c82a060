package dev.vernier.compressor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Disguise;
import dev.vernier.compressor.graph.EncoderForm;
import dev.vernier.compressor.graph.EncoderForm.Activation;
import dev.vernier.compressor.graph.EncoderForm.Order;
import dev.vernier.compressor.graph.EncoderForm.Projections;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Normalization;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.passes.Fusions;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What passes make of the forms in which an encoder may be written, under names and in an order that say nothing. */
class EveryFormTest {
    private static final List<EncoderForm> FORMS = EncoderForm.sample();
    private static final Calibration TEXTS = TinyEncoder.texts(24, 2);
    private static final Set<Activation> EXACT =
            Set.of(Activation.ERF, Activation.GELU_20, Activation.MICROSOFT_GELU, Activation.MICROSOFT_BIAS_GELU);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @TempDir
    static Path folder;

    private static Pass pass(String words) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, "variants: {one: [" + words + "]}");
        return RecipeFile.read(file.toString()).get(1).passes().get(0);
    }

    private static Graph normal(Graph graph) {
        return Normalization.apply(Disguise.of(graph, SEED));
    }

    private static double loss(Graph graph, Graph changed) {
        return Divergence.COSINE.mean(TEXTS.outputs(graph), TEXTS.outputs(changed));
    }

    private static int layers(EncoderForm form) {
        return form.projections() == Projections.SEPARATE ? 12 : 8;
    }

    @ParameterizedTest
    @FieldSource("FORMS")
    void integersAreFusedAndFaithful(EncoderForm form) throws IOException {
        Graph graph = normal(form.graph());
        for (String words : List.of("int8-dynamic", "int8-static", "int8-static: {calibrator: measured}")) {
            Graph quantized = pass(words).apply(graph, TEXTS).graph();
            int fused = Fusions.check(quantized).entrySet().stream()
                    .filter(count -> count.getKey().endsWith("MatMulIntegerToFloat")
                            || count.getKey().equals("DynamicQuantizeMatMul"))
                    .mapToInt(count -> count.getValue())
                    .sum();
            assertThat(fused).as("%s of %s", words, form).isEqualTo(layers(form));
            assertThat(loss(graph, quantized)).as("%s -Dseed=%d", words, SEED).isBetween(1e-9, 0.004);
        }
    }

    @ParameterizedTest
    @FieldSource("FORMS")
    void weightsInBlocksAreFaithful(EncoderForm form) throws IOException {
        Graph graph = normal(form.graph());
        Graph quantized =
                pass("weight-only: {bits: 8, block: 32}").apply(graph, TEXTS).graph();
        Graph tables =
                pass("embeddings: {bits: 8, block: 32}").apply(quantized, TEXTS).graph();

        assertThat(Fusions.check(tables))
                .containsEntry("MatMulNBits", layers(form))
                .containsEntry("GatherBlockQuantized", 1);
        assertThat(loss(graph, tables)).as("-Dseed=" + SEED).isBetween(1e-9, 0.002);
    }

    /** Which is why there is a pass for it; normalisations and GELUs are fused in every form. */
    @Test
    void theRuntimeFusesAttentionsOfOneFormOnly() {
        for (EncoderForm form : EncoderForm.all()) {
            Map<String, Integer> operators = Fusions.check(normal(form.graph()));
            boolean isFused = form.order() == Order.POST_LN
                    && form.projections() == Projections.SEPARATE
                    && form.norm() == EncoderForm.Norm.DECOMPOSED
                    && form.activation() != Activation.GELU_20
                    && form.activation() != Activation.GELU_20_TANH;

            assertThat(operators.getOrDefault("Attention", 0)).as("%s", form).isEqualTo(isFused ? 2 : 0);
            assertThat(operators.getOrDefault("LayerNormalization", 0)
                            + operators.getOrDefault("SkipLayerNormalization", 0))
                    .as("%s -Dseed=%d", form, SEED)
                    .isEqualTo(5);
            assertThat(operators).as("%s", form).doesNotContainKeys("Erf", "Tanh", "Sigmoid", "Gelu");
        }
    }

    /** An eighth of the words is masked. */
    @ParameterizedTest
    @FieldSource("FORMS")
    void attentionsBecomeOneOperatorAndAnswerAlike(EncoderForm form) throws IOException {
        Graph written = form.graph();
        written.replaceUses("attention_mask", "present");
        written.putWeight("most", Weight.longs(new long[0], EncoderForm.WORDS * 7 / 8));
        written.add(Node.of("Less", List.of("input_ids", "most"), "is_low"));
        written.add(Node.of("Cast", List.of("is_low"), "present").with("to", Attribute.of(WeightType.INT64.code())));
        written.sort();
        Graph graph = normal(written);
        Pass fusion = pass("attention-fusion");
        Graph fused = fusion.apply(graph, TEXTS).graph();
        Graph integers = pass("int8-static").apply(graph, TEXTS).graph();
        Graph both = fusion.apply(integers, TEXTS).graph();

        assertThat(Fusions.check(fused)).containsEntry("MultiHeadAttention", 2).doesNotContainKey("Softmax");
        assertThat(loss(graph, fused)).as("-Dseed=" + SEED).isLessThan(1e-9);
        assertThat(Fusions.check(both))
                .containsEntry("MultiHeadAttention", 2)
                .containsEntry("MatMulIntegerToFloat", layers(form))
                .doesNotContainKey("Transpose");
        assertThat(loss(integers, both)).as("-Dseed=" + SEED).isLessThan(1e-4);
    }

    @ParameterizedTest
    @FieldSource("FORMS")
    void exactGelusAreApproximated(EncoderForm form) throws IOException {
        Graph graph = normal(form.graph());
        Pass approximation = pass("gelu-approximation");
        if (!EXACT.contains(form.activation())) {
            assertThatThrownBy(() -> approximation.apply(graph, TEXTS))
                    .isInstanceOf(GraphException.class)
                    .hasMessage("no feed-forward layer has an exact GELU");
            return;
        }
        Graph approximated = approximation.apply(graph, TEXTS).graph();

        assertThat(Fusions.check(approximated)).containsEntry("FastGelu", 2).doesNotContainKeys("Gelu", "Erf");
        assertThat(loss(graph, approximated)).as("-Dseed=" + SEED).isBetween(1e-12, 1e-5);
    }

    @ParameterizedTest
    @FieldSource("FORMS")
    void scaledChannelsChangeNothing(EncoderForm form) throws IOException {
        Graph graph = normal(form.graph());
        Pass.Outcome scaled = pass("channel-scaling").apply(graph, TEXTS);

        assertThat(scaled.facts().get("activations")).hasSize(8);
        assertThat(loss(graph, scaled.graph())).as("-Dseed=" + SEED).isLessThan(1e-6);
    }

    @ParameterizedTest
    @FieldSource("FORMS")
    void halfOfTheLossIsGoneWithLayersInFp32(EncoderForm form) throws IOException {
        Graph graph = normal(form.graph());
        Pass.Outcome mixed = pass("mixed: {loss-share: 0.5, search: best}").apply(graph, TEXTS);

        assertThat(mixed.facts().get("matmuls")).hasSize(layers(form));
        assertThat(Linear.all(mixed.graph())).hasSizeBetween(1, layers(form) - 1);
        assertThat(mixed.facts().get("divergence").asDouble())
                .as("-Dseed=" + SEED)
                .isLessThanOrEqualTo(mixed.facts().get("divergence_all_int8").asDouble() / 2);
    }

    /** A quarter of the neurons is never active. */
    @ParameterizedTest
    @FieldSource("FORMS")
    void idleNeuronsGoWithoutALoss(EncoderForm form) throws IOException {
        Graph graph = normal(form.graph());
        Graph pruned = pass("neuron-pruning: {share: 0.25}").apply(graph, TEXTS).graph();

        assertThat(Linear.all(pruned).stream()
                        .map(layer -> Arrays.toString(layer.matrix(pruned).shape()))
                        .filter(shape -> shape.contains("48")))
                .containsExactlyInAnyOrder("[32, 48]", "[48, 32]", "[32, 48]", "[48, 32]");
        assertThat(loss(graph, pruned)).as("-Dseed=" + SEED).isLessThan(1e-5);
    }

    /** Of four heads one goes; where queries, keys and values are one layer, a head's columns lie in three places. */
    @ParameterizedTest
    @FieldSource("FORMS")
    void headsGoWhereQueriesKeysAndValuesAreLayersOfTheirOwn(EncoderForm form) throws IOException {
        Graph graph = normal(form.graph());
        Pass heads = pass("head-pruning: {share: 0.25}");
        if (form.projections() != Projections.SEPARATE) {
            assertThatThrownBy(() -> heads.apply(graph, TEXTS))
                    .isInstanceOf(GraphException.class)
                    .hasMessageContaining("queries, keys and values of a layer each");
            return;
        }
        Graph pruned = heads.apply(graph, TEXTS).graph();

        assertThat(Linear.all(pruned).stream()
                        .map(layer -> Arrays.toString(layer.matrix(pruned).shape()))
                        .filter(shape -> shape.contains("24")))
                .containsOnly("[32, 24]", "[24, 32]")
                .hasSize(8);
        assertThat(loss(graph, pruned)).as("-Dseed=" + SEED).isBetween(1e-9, 0.2);
    }

    /** What the first block adds is 0 and what it normalises is normal already, so the identity takes its place. */
    @ParameterizedTest
    @FieldSource("FORMS")
    void aBlockThatDoesNothingGoesWithoutALoss(EncoderForm form) throws IOException {
        Graph graph = normal(withIdleBlock(form.graph()));
        Pass drop = pass("layer-dropping");
        if (form.order() == Order.PRE_LN) {
            // What the block hands on past the next one's normalisation would be lost.
            assertThatThrownBy(() -> drop.apply(graph, TEXTS))
                    .isInstanceOf(GraphException.class)
                    .hasMessageContaining("whole input is the output of the one before");
            return;
        }
        Graph dropped = drop.apply(graph, TEXTS).graph();

        assertThat(Linear.all(dropped)).hasSize(layers(form) / 2 + 1);
        assertThat(dropped.nodes()).extracting(Node::op).containsOnlyOnce("Softmax");
        assertThat(loss(graph, dropped)).as("-Dseed=" + SEED).isLessThan(1e-5);
    }

    private static Graph withIdleBlock(Graph graph) {
        for (String name : List.of("a.output", "a.output.bias", "a.down", "a.down.bias")) {
            fill(graph, name, 0);
        }
        for (String norm : List.of("first", "a.middle", "a.end")) {
            fill(graph, norm + ".scale", 1);
            fill(graph, norm + ".shift", 0);
        }
        return graph;
    }

    private static void fill(Graph graph, String name, float value) {
        float[] values = Objects.requireNonNull(graph.weight(name), name).floats();
        Arrays.fill(values, value);
        graph.putWeight(
                name, Weight.floats(Objects.requireNonNull(graph.weight(name)).shape(), values));
    }

    /** Forms of one function give one answer: the generator writes what it says. */
    @ParameterizedTest
    @CsvSource({
        "ERF, GELU_20, 1e-7",
        "ERF, MICROSOFT_GELU, 1e-7",
        "ERF, MICROSOFT_BIAS_GELU, 1e-7",
        "TANH, GELU_20_TANH, 1e-7",
        "TANH, MICROSOFT_FAST_GELU, 1e-7",
        "SIGMOID, MICROSOFT_QUICK_GELU, 1e-7",
        "ERF, TANH, 1e-5"
    })
    void formsOfOneFunctionAnswerAlike(EncoderForm.Activation one, EncoderForm.Activation other, double loss) {
        for (Order order : Order.values()) {
            Graph graph = new EncoderForm(order, Projections.SEPARATE, EncoderForm.Norm.DECOMPOSED, one).graph();
            for (EncoderForm form : EncoderForm.all()) {
                if (form.order() == order && form.activation() == other) {
                    assertThat(loss(graph, form.graph())).as(form.toString()).isLessThan(loss);
                }
            }
        }
    }

    @Test
    void theOrderOfNormalisationIsNotAForm() {
        Graph post = FORMS.get(0).graph();
        Graph pre = FORMS.get(FORMS.size() - 1).graph();

        assertThat(loss(post, pre)).isGreaterThan(0.001);
    }
}

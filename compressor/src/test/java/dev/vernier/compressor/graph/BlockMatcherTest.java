package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.passes.MiniLm;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockMatcherTest {
    @Test
    void findsTheBlocksOfARealEncoder() {
        List<Block> blocks = BlockMatcher.match(Normalization.apply(OnnxReader.read(MiniLm.bytes())));

        assertThat(blocks).hasSize(6);
        assertThat(blocks)
                .extracting(block -> block.key().matMul().name())
                .containsExactly(
                        "/encoder/layer.0/attention/self/key/MatMul",
                        "/encoder/layer.1/attention/self/key/MatMul",
                        "/encoder/layer.2/attention/self/key/MatMul",
                        "/encoder/layer.3/attention/self/key/MatMul",
                        "/encoder/layer.4/attention/self/key/MatMul",
                        "/encoder/layer.5/attention/self/key/MatMul");
        Block.FeedForward last = Objects.requireNonNull(blocks.get(5).feedForward());
        assertThat(last.up().matMul().name()).isEqualTo("/encoder/layer.5/intermediate/dense/MatMul");
        assertThat(last.down().matMul().name()).isEqualTo("/encoder/layer.5/output/dense/MatMul");
        assertThat(last.activation()).extracting(Node::op).containsExactlyInAnyOrder("Div", "Erf", "Add", "Mul", "Mul");
    }

    /** Also under other names and in another order of nodes and weights. */
    @ParameterizedTest
    @EnumSource
    void findsTheBlocksOfEveryForm(EncoderForm.Activation activation) {
        long seed = Long.getLong("seed", System.nanoTime());
        for (EncoderForm form : EncoderForm.all()) {
            if (form.activation() == activation) {
                Graph plain = form.graph();
                Graph disguised = Disguise.of(plain, seed);
                assertBlocks(form, plain, plain, form.toString());
                assertBlocks(form, plain, disguised, form + " -Dseed=" + seed);
            }
        }
    }

    /** Neurons cannot be taken out of one factor alone. */
    @Test
    void doesNotTakeAGatedLayerForOneOfTwo() {
        Graph graph = Normalization.apply(EncoderForm.all().get(0).graph());
        Block.FeedForward layer =
                Objects.requireNonNull(BlockMatcher.match(graph).get(0).feedForward());
        Linear down = layer.down();
        graph.putWeight("gate", layer.up().matrix(graph));
        graph.add(Node.of("MatMul", List.of(layer.up().input(), "gate"), "other"));
        graph.add(Node.of("Mul", List.of(down.input(), "other"), "gated"));
        graph.replace(down.matMul().withInputs(List.of("gated", down.weight())));
        graph.sort();

        assertThat(BlockMatcher.match(graph))
                .extracting(Block::feedForward)
                .first()
                .isNull();
    }

    @Test
    void doesNotTakeALayerWhoseNeuronsAreReadElsewhere() {
        Graph graph = Normalization.apply(EncoderForm.all().get(0).graph());
        Block.FeedForward layer =
                Objects.requireNonNull(BlockMatcher.match(graph).get(0).feedForward());
        graph.add(Node.of("Neg", List.of(layer.down().input()), "elsewhere"));
        graph.addOutput(new ValueSpec("elsewhere", WeightType.FLOAT, null));

        assertThat(BlockMatcher.match(graph))
                .extracting(Block::feedForward)
                .first()
                .isNull();
    }

    private static void assertBlocks(EncoderForm form, Graph plain, Graph graph, String description) {
        Graph normal = Normalization.apply(graph);
        List<Block> blocks = BlockMatcher.match(normal);

        List<Map<String, String>> expected = form.projections() == EncoderForm.Projections.SEPARATE
                ? List.of(layers("a", "a.query", "a.key", "a.value"), layers("b", "b.query", "b.key", "b.value"))
                : List.of(
                        layers("a", "a.packed", "a.packed", "a.packed"),
                        layers("b", "b.packed", "b.packed", "b.packed"));
        assertThat(blocks.stream().map(block -> originals(block, normal, plain)).toList())
                .as(description)
                .isEqualTo(expected);
        for (Block block : blocks) {
            Block.FeedForward feedForward = Objects.requireNonNull(block.feedForward());
            assertThat(feedForward.activation())
                    .as(description)
                    .extracting(Node::op)
                    .containsExactlyInAnyOrder(operators(form.activation()));
        }
    }

    private static Map<String, String> layers(String block, String query, String key, String value) {
        Map<String, String> layers = new LinkedHashMap<>();
        layers.put("query", query);
        layers.put("key", key);
        layers.put("value", value);
        for (String role : List.of("output", "up", "down")) {
            layers.put(role, block + "." + role);
        }
        return layers;
    }

    private static String[] operators(EncoderForm.Activation activation) {
        return switch (activation) {
            case GELU_20, GELU_20_TANH, MICROSOFT_GELU, MICROSOFT_BIAS_GELU -> new String[] {"Gelu"};
            case MICROSOFT_FAST_GELU -> new String[] {"FastGelu"};
            case MICROSOFT_QUICK_GELU -> new String[] {"QuickGelu"};
            case ERF -> new String[] {"Div", "Erf", "Add", "Mul", "Mul"};
            case TANH -> new String[] {"Pow", "Mul", "Add", "Mul", "Tanh", "Add", "Mul", "Mul"};
            case SIGMOID -> new String[] {"Mul", "Sigmoid", "Mul"};
        };
    }

    /** What each matrix, known by its values, and its bias are called in the graph without a disguise. */
    private static Map<String, String> originals(Block block, Graph graph, Graph plain) {
        Map<Object, String> names = new HashMap<>();
        plain.weights().forEach((name, weight) -> names.put(weight.bytes(), name));
        Map<String, String> originals = new LinkedHashMap<>();
        block.layers().forEach((role, layer) -> {
            String name = names.get(layer.matrix(graph).bytes());
            originals.put(role, name);
            String bias = Objects.requireNonNull(layer.biasWeight(), role);
            assertThat(names.get(Objects.requireNonNull(graph.weight(bias)).bytes()))
                    .isEqualTo(name + ".bias");
        });
        return originals;
    }
}

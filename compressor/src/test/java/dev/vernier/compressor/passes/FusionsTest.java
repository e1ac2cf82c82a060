package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.compressor.recipe.RecipeFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FusionsTest {
    private static final Set<String> QUANTIZED = Set.of("MatMulIntegerToFloat", "DynamicQuantizeMatMul", "MatMulNBits");

    @Test
    void countsWhatWasFused() {
        Graph graph = product();
        graph.add(Node.of("Mul", List.of("whole", "scale"), "y"));

        assertThat(Fusions.check(graph))
                .containsEntry("DynamicQuantizeMatMul", 1)
                .doesNotContainKey("MatMulInteger");
    }

    /** What follows the product is not the Mul by the scales that the fusion looks for. */
    @Test
    void namesTheNodeThatWasNot() {
        Graph graph = product();
        graph.add(Node.of("Neg", List.of("whole"), "negative"));
        graph.add(Node.of("Mul", List.of("negative", "scale"), "y"));

        assertThatThrownBy(() -> Fusions.check(graph))
                .isInstanceOf(GraphException.class)
                .hasMessage("ONNX Runtime did not fuse 1 of the quantised operators: MatMulInteger product");
    }

    static List<Recipe> variants() {
        return RecipeFile.read("default").stream().skip(1).toList();
    }

    /** As many operators of integers or blocks as there are linear layers that are not fp32, and none that is not fused. */
    @ParameterizedTest
    @MethodSource("variants")
    void whatTheDefaultRecipeMakesIsFused(Recipe recipe) {
        Graph graph = TinyEncoder.graph(4);
        Calibration texts = TinyEncoder.texts(48, 2).towards(graph);
        for (Pass pass : recipe.passes()) {
            graph = pass.apply(graph, texts).graph();
        }
        int fused = 0;
        for (Map.Entry<String, Integer> count : Fusions.check(graph).entrySet()) {
            fused += QUANTIZED.contains(count.getKey()) ? count.getValue() : 0;
        }
        assertThat(fused).isPositive().isEqualTo((int) graph.nodes().stream()
                .filter(node -> QUANTIZED.contains(node.op()) || node.is("MatMulInteger"))
                .count());
    }

    /** Of x, whose range is taken from the batch, and integers; as fp32 without its scales. */
    private static Graph product() {
        Graph graph = new Graph(
                "product",
                8,
                Map.of("", 14),
                List.of(new ValueSpec("x", WeightType.FLOAT, List.of(Axis.free("n"), Axis.fixed(4)))));
        graph.putWeight("w", Weight.of(WeightType.INT8, new long[] {4, 1}, new byte[] {1, 2, 3, 4}));
        graph.putWeight("w_scale", Weight.scalar(0.5f));
        graph.putWeight("w_zero", Weight.of(WeightType.INT8, new long[0], new byte[1]));
        graph.add(Node.of("DynamicQuantizeLinear", List.of("x"), "xq").withOutputs(List.of("xq", "xs", "xz")));
        graph.add(Node.of("MatMulInteger", List.of("xq", "w", "xz", "w_zero"), "product"));
        graph.add(Node.of("Cast", List.of("product"), "whole").with("to", Attribute.of(WeightType.FLOAT.code())));
        graph.add(Node.of("Mul", List.of("xs", "w_scale"), "scale"));
        graph.addOutput(new ValueSpec("y", WeightType.FLOAT, null));
        return graph;
    }
}

package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts GELU's approximation by a tanh, ONNX Runtime's FastGelu, in the place of the exact one in feed-forward layers:
 * {@code x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2}, which is off by up to 5e-4 (Hendrycks and Gimpel 2016). Comes first.
 */
public final class GeluApproximation implements Pass {
    /** The constants of x (1 + erf(x / sqrt 2)) / 2 in any order of its factors. */
    private static final List<Double> CONSTANTS = List.of(0.5, 1.0, Math.sqrt(2), Math.sqrt(0.5));

    @Override
    public String name() {
        return "gelu-approximation";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        int approximated = 0;
        for (Block block : BlockMatcher.match(original)) {
            Block.FeedForward layers = block.feedForward();
            if (layers != null && isExactGelu(original, layers.activation())) {
                graph.replace(Node.of(
                                "FastGelu",
                                List.of(layers.up().output()),
                                layers.down().input())
                        .inDomain(Node.MICROSOFT));
                approximated++;
            }
        }
        if (approximated == 0) {
            throw new GraphException("no feed-forward layer has an exact GELU");
        }
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, JsonNodeFactory.instance.objectNode().put("gelus_approximated", approximated));
    }

    private static boolean isExactGelu(Graph graph, List<Node> activation) {
        boolean isOperator = activation.size() == 1
                && activation.get(0).op().equals("Gelu")
                && !Attribute.of("tanh").equals(activation.get(0).attributes().get("approximate"));
        boolean isWritten = activation.stream().anyMatch(node -> node.is("Erf"))
                && activation.stream()
                        .flatMap(node -> node.inputs().stream())
                        .filter(graph::isConstant)
                        .allMatch(name -> isOfGelu(graph.weight(name)));
        return isOperator || isWritten;
    }

    private static boolean isOfGelu(@Nullable Weight constant) {
        return constant != null
                && constant.elements() == 1
                && constant.type() == WeightType.FLOAT
                && CONSTANTS.stream().anyMatch(known -> Math.abs(constant.floats()[0] - known) < 1e-6);
    }
}

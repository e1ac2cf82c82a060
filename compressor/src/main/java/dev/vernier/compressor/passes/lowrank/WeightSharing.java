package dev.vernier.compressor.passes.lowrank;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.Pass;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;

/**
 * Lets layers of the same role in different blocks multiply with one matrix, each times a scale of its own; biases stay. The file
 * becomes smaller, the work stays the same. See {@link SharedFactor}.
 */
public final class WeightSharing implements Pass {
    private final Role role;
    private final int group;

    /** What a layer does in its block. */
    public enum Role {
        QUERY,
        KEY,
        VALUE,
        OUTPUT,
        UP,
        DOWN,
        /** Each of the others, for itself. */
        ALL;

        /** The matrices of this role, in the order of the blocks. */
        private List<String> matrices(Graph graph) {
            return BlockMatcher.match(graph).stream()
                    .map(block -> block.layers().get(Pass.word(this)))
                    .filter(Objects::nonNull)
                    .map(Linear::weight)
                    .distinct()
                    .toList();
        }
    }

    /** {@code group}: so many neighbouring blocks share, at least 2; 0 for all of them. */
    public WeightSharing(Role role, int group) {
        if (group < 2 && group != 0) {
            throw new IllegalArgumentException(
                    "at least two neighbouring blocks must share, or with 0 all, not " + group);
        }
        this.role = role;
        this.group = group;
    }

    @Override
    public String name() {
        return "weight-sharing";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("group", group);
        ArrayNode shared = facts.putArray("shared");
        Set<String> seen = new HashSet<>();
        for (Role one : role == Role.ALL ? Role.values() : new Role[] {role}) {
            // a matrix that holds queries, keys and values has three roles
            List<String> matrices =
                    one.matrices(original).stream().filter(seen::add).toList();
            int size = group == 0 ? matrices.size() : group;
            for (int from = 0; from + 1 < matrices.size(); from += size) {
                List<String> together = matrices.subList(from, Math.min(matrices.size(), from + size));
                if (together.size() > 1 && haveOneShape(original, together)) {
                    shared.add(share(graph, one, together));
                }
            }
        }
        if (shared.isEmpty()) {
            throw new GraphException(
                    "the graph has no two neighbouring blocks with different matrices of one shape in the role "
                            + Pass.word(role));
        }
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts);
    }

    private static boolean haveOneShape(Graph graph, List<String> matrices) {
        long[] shape = weight(graph, matrices.get(0)).shape();
        return matrices.stream()
                .allMatch(matrix -> Arrays.equals(weight(graph, matrix).shape(), shape));
    }

    private static ObjectNode share(Graph graph, Role role, List<String> matrices) {
        SharedFactor factor = SharedFactor.of(
                matrices.stream().map(matrix -> numbers(graph, matrix)).toList());
        String shared = graph.addWeight(matrices.get(0) + "/shared", Dense.weight(factor.matrix()));
        for (Linear layer : Linear.all(graph)) {
            int place = matrices.indexOf(layer.weight());
            if (place >= 0) {
                String product = graph.fresh(layer.matMul().output() + "/shared");
                String scale = graph.addWeight(
                        layer.weight() + "/scale",
                        Weight.scalar(factor.scales().get(place).floatValue()));
                graph.replace(
                        Node.of("Mul", List.of(product, scale), layer.matMul().output()));
                graph.add(Node.of("MatMul", List.of(layer.input(), shared), product));
            }
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("role", Pass.word(role))
                .put("matrices", matrices.size())
                .put("energy_kept", factor.kept());
    }

    private static DMatrixRMaj numbers(Graph graph, String matrix) {
        weight(graph, matrix).requireFinite(matrix);
        return Dense.of(weight(graph, matrix));
    }

    private static Weight weight(Graph graph, String name) {
        return Objects.requireNonNull(graph.weight(name), name);
    }
}

package dev.vernier.compressor.passes.lowrank;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The matrices that play one role in all blocks as {@link StackedFactors}: two factors for all and a small core for each. For
 * comparison: it is smaller in the file, but a layer is three products then, and blocks have little in common.
 */
public final class Tucker implements Pass {
    private final double share;

    /** {@code share} of the parameters of each role's matrices to keep, in (0,1). */
    public Tucker(double share) {
        this.share = new Size(0, share).share();
    }

    @Override
    public String name() {
        return "tucker";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Map<String, List<Linear>> roles = roles(original);
        if (roles.isEmpty()) {
            throw new GraphException("the graph has no two transformer blocks with matrices of the same shape");
        }
        Map<String, Gram> moments = moments(original, roles, calibration);
        Graph graph = original.copy();
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("share", share);
        ArrayNode ranks = facts.putArray("roles");
        Lanes.inOrder(
                calibration.threads(),
                roles.entrySet(),
                role -> stacked(original, role.getValue()),
                (role, stacked) -> {
                    putInto(graph, original, role.getValue(), stacked, moments);
                    ranks.addObject()
                            .put("role", role.getKey())
                            .put("left_rank", stacked.left().getNumCols())
                            .put("right_rank", stacked.right().getNumRows());
                });
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts);
    }

    /** Of each role the layers, those of another shape than the first's left out; a packed layer has the first of its roles. */
    private static Map<String, List<Linear>> roles(Graph graph) {
        Map<String, List<Linear>> roles = new LinkedHashMap<>();
        Set<Linear> seen = new HashSet<>();
        for (Block block : BlockMatcher.match(graph)) {
            block.layers().forEach((role, layer) -> {
                List<Linear> layers = roles.computeIfAbsent(role, name -> new ArrayList<>());
                boolean isAlike = layers.isEmpty()
                        || Arrays.equals(
                                layers.get(0).matrix(graph).shape(),
                                layer.matrix(graph).shape());
                if (isAlike && seen.add(layer)) {
                    layers.add(layer);
                }
            });
        }
        roles.values().removeIf(layers -> layers.size() < 2);
        return roles;
    }

    private static Map<String, Gram> moments(Graph graph, Map<String, List<Linear>> roles, Calibration calibration) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        roles.values()
                .forEach(layers -> layers.forEach(
                        layer -> sizes.put(layer.input(), layer.matrix(graph).size(0))));
        return calibration.grams(graph, sizes);
    }

    private StackedFactors stacked(Graph graph, List<Linear> layers) {
        Weight first = layers.get(0).matrix(graph);
        int[] ranks = ranks(layers.size(), first.size(0), first.size(1), share);
        return StackedFactors.of(
                layers.stream().map(layer -> Dense.of(layer.matrix(graph))).toList(), ranks[0], ranks[1]);
    }

    /** The ranks of the left and of the right factor, in the proportion of the matrices' sides. */
    static int[] ranks(int layers, int in, int out, double share) {
        int small = Math.min(in, out);
        int step = 1;
        while (step < small && parameters(layers, in, out, step + 1, small) <= share * layers * in * out) {
            step++;
        }
        return new int[] {Ranks.floor(in * step / small), Ranks.floor(out * step / small)};
    }

    private static double parameters(int layers, int in, int out, int step, int small) {
        double left = (double) in * step / small;
        double right = (double) out * step / small;
        return in * left + layers * left * right + right * out;
    }

    private static void putInto(
            Graph graph, Graph original, List<Linear> layers, StackedFactors stacked, Map<String, Gram> moments) {
        String stem = layers.get(0).weight();
        String left = graph.addWeight(stem + "/left", Dense.weight(stacked.left()));
        String right = graph.addWeight(stem + "/right", Dense.weight(stacked.right()));
        for (int i = 0; i < layers.size(); i++) {
            Linear layer = layers.get(i);
            Factors factors = stacked.of(i);
            String core =
                    graph.addWeight(layer.weight() + "/core", factors.matrices().get(1));
            Gram inputs = Objects.requireNonNull(moments.get(layer.input()));
            Factors.putInto(
                    graph,
                    layer,
                    List.of(left, core, right),
                    MeanCorrection.bias(original, layer, inputs, factors.product()));
        }
    }
}

package dev.vernier.compressor.passes.lowrank;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.passes.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Puts two matrices of a low rank in the place of each linear layer's one where they are smaller; a bias makes up for what that
 * changes in the mean. Less to multiply on any runtime; a pass that makes integers of layers can follow.
 */
public final class LowRank implements Pass {
    private final Method method;
    private final Allocation allocation;
    private final Size size;

    /** How a matrix becomes two. */
    public enum Method {
        /** The best pair for the matrix alone. */
        SVD {
            @Override
            Factors factors(DMatrixRMaj matrix, Gram inputs, int rank) {
                return OutputBasis.plain(matrix).factors(rank);
            }
        },
        /** The best pair for what the layer makes of the calibration texts. */
        ACTIVATION_AWARE {
            @Override
            Factors factors(DMatrixRMaj matrix, Gram inputs, int rank) {
                return OutputBasis.aware(matrix, inputs).factors(rank);
            }
        },
        /** Non-negative factors of both signs' parts; for comparison. */
        NMF {
            @Override
            Factors factors(DMatrixRMaj matrix, Gram inputs, int rank) {
                return SignedNmf.factors(matrix, rank);
            }
        },
        /** Some of the outputs, the others from these; for comparison. */
        NYSTROEM {
            @Override
            Factors factors(DMatrixRMaj matrix, Gram inputs, int rank) {
                return OutputSample.factors(matrix, inputs, rank);
            }
        };

        /** {@code matrix}: {@code [in, out]}. */
        abstract Factors factors(DMatrixRMaj matrix, Gram inputs, int rank);

        private boolean needsTokens() {
            return this == ACTIVATION_AWARE || this == NYSTROEM;
        }
    }

    /** How parameters are shared out. */
    public enum Allocation {
        /** Each matrix keeps the same share. */
        EQUAL,
        /** All together keep the share, each rank where it saves the most of a layer's output variance per parameter. */
        GREEDY
    }

    public LowRank(Method method, Allocation allocation, Size size) {
        if (allocation == Allocation.GREEDY && size.rank() > 0) {
            throw new IllegalArgumentException("one rank for every matrix leaves nothing to allocate");
        }
        this.method = method;
        this.allocation = allocation;
        this.size = size;
    }

    @Override
    public String name() {
        return "low-rank";
    }

    /** A layer with the moments of what it reads. */
    private record Read(Linear layer, DMatrixRMaj matrix, Gram inputs) {
        int largestSavingRank() {
            return Factors.largestSavingRank(matrix.getNumRows(), matrix.getNumCols());
        }
    }

    /** A layer with the rank that its factors are to have. */
    private record Ranked(Read read, int rank) {}

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        if (Linear.all(original).isEmpty()) {
            throw new GraphException("the graph has no MatMul with constant fp32 weights");
        }
        List<Read> layers = layers(original, calibration);
        int[] ranks = ranks(layers, calibration);
        List<Ranked> replaced = IntStream.range(0, ranks.length)
                .filter(i -> ranks[i] <= layers.get(i).largestSavingRank())
                .mapToObj(i -> new Ranked(layers.get(i), ranks[i]))
                .toList();
        if (replaced.isEmpty()) {
            throw new GraphException("no MatMul's weights would be smaller as two matrices of these ranks");
        }
        Graph graph = original.copy();
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("method", Pass.word(method))
                .put("allocation", Pass.word(allocation))
                .put("matmuls_left_whole", layers.size() - replaced.size());
        ArrayNode ranksOfLayers = facts.putArray("ranks");
        Lanes.inOrder(calibration.threads(), replaced, this::factors, (ranked, factors) -> {
            Linear layer = ranked.read().layer();
            factors.putInto(
                    graph,
                    layer,
                    MeanCorrection.bias(original, layer, ranked.read().inputs(), factors.product()));
            ranksOfLayers.addObject().put("matmul", layer.matMul().output()).put("rank", factors.rank());
        });
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts);
    }

    private static List<Read> layers(Graph graph, Calibration calibration) {
        List<Linear> layers = Linear.all(graph);
        Map<String, Integer> sizes = new LinkedHashMap<>();
        layers.forEach(layer -> sizes.put(layer.input(), layer.matrix(graph).size(0)));
        Map<String, Gram> moments = calibration.grams(graph, sizes);
        return layers.stream()
                .map(layer -> new Read(
                        layer, Dense.of(layer.matrix(graph)), Objects.requireNonNull(moments.get(layer.input()))))
                .toList();
    }

    private int[] ranks(List<Read> layers, Calibration calibration) {
        if (allocation == Allocation.GREEDY) {
            List<Ranks.Candidate> candidates = new ArrayList<>();
            Lanes.inOrder(calibration.threads(), layers, LowRank::candidate, (layer, found) -> candidates.add(found));
            return Ranks.greedy(candidates, size.share());
        }
        return layers.stream()
                .mapToInt(layer ->
                        size.rank(layer.matrix().getNumRows(), layer.matrix().getNumCols()))
                .toArray();
    }

    private static Ranks.Candidate candidate(Read layer) {
        double[] energies = OutputBasis.aware(layer.matrix(), layer.inputs()).energies();
        double sum = Arrays.stream(energies).sum();
        return new Ranks.Candidate(
                layer.matrix().getNumRows(),
                layer.matrix().getNumCols(),
                Arrays.stream(energies)
                        .map(energy -> sum > 0 ? energy / sum : 0)
                        .boxed()
                        .toList());
    }

    private Factors factors(Ranked ranked) {
        long tokens = ranked.read().inputs().tokens();
        if (method.needsTokens() && tokens < ranked.rank()) {
            throw new GraphException("factors of rank " + ranked.rank() + " that go by what layers read need at least"
                    + " as many tokens to calibrate with; there are " + tokens);
        }
        return method.factors(ranked.read().matrix(), ranked.read().inputs(), ranked.rank());
    }
}

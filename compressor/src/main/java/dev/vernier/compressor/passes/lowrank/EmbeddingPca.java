package dev.vernier.compressor.passes.lowrank;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Lookups;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/**
 * Tables that tokens are looked up in, narrower: a row keeps its coordinates along the directions in which rows differ most
 * (principal component analysis, every row counting alike), and a MatMul makes the whole width of them, an Add the mean row.
 */
public final class EmbeddingPca implements Pass {
    private final Size size;

    public EmbeddingPca(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "embedding-pca";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ArrayNode tables = facts.putArray("tables");
        for (Map.Entry<String, List<Node>> entry : Lookups.of(original).entrySet()) {
            Weight table = Objects.requireNonNull(original.weight(entry.getKey()));
            int rank = size.rank(table.size(0), table.size(1));
            if (rank <= Factors.largestSavingRank(table.size(0), table.size(1))) {
                double lost = narrow(graph, entry.getKey(), table, rank, entry.getValue());
                tables.addObject()
                        .put("table", entry.getKey())
                        .put("rank", rank)
                        .put("variance_lost", lost);
            }
        }
        if (tables.isEmpty()) {
            throw new GraphException("no table would be smaller as two matrices of these ranks");
        }
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts);
    }

    /** Returns the share of the rows' variance that is lost. */
    private static double narrow(Graph graph, String name, Weight table, int rank, List<Node> lookups) {
        double[] mean = mean(table);
        OutputBasis basis = OutputBasis.plain(centred(table, mean));
        Factors factors = basis.factors(rank);
        String coordinates =
                graph.addWeight(name + "/coordinates", factors.matrices().get(0));
        String directions =
                graph.addWeight(name + "/directions", factors.matrices().get(1));
        String middle = graph.addWeight(name + "/mean", Weight.rounded(new long[] {mean.length}, mean));
        for (Node lookup : lookups) {
            Emitter emit = new Emitter(graph, lookup.output());
            String rows = emit.op("Gather", coordinates, lookup.input(1));
            String whole = emit.op("MatMul", rows, directions);
            graph.replace(Node.of("Add", List.of(whole, middle), lookup.output()));
        }
        return Arrays.stream(basis.energies()).skip(rank).sum()
                / Arrays.stream(basis.energies()).sum();
    }

    private static double[] mean(Weight table) {
        double[] mean = new double[table.size(1)];
        double[] values = table.doubles();
        for (int i = 0; i < values.length; i++) {
            mean[i % mean.length] += values[i] / table.size(0);
        }
        return mean;
    }

    private static DMatrixRMaj centred(Weight table, double[] mean) {
        DMatrixRMaj centred = Dense.of(table);
        for (int i = 0; i < centred.getNumElements(); i++) {
            centred.getData()[i] -= mean[i % mean.length];
        }
        return centred;
    }
}

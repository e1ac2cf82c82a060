package dev.vernier.compressor.source;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the one output that matters, and makes one row a text of it. */
final class ModelOutput {
    private static final int TOKEN_VECTORS = 3;
    private static final int ROWS = 2;

    private ModelOutput() {}

    /**
     * The graph with that output alone, pooled where it has a vector for each token.
     *
     * @param asked the name of the output; null where there is only one of floating-point numbers
     * @param pooling null where nobody says: then the output must be one row a text
     * @throws SourceException says which option decides
     */
    static Graph rows(Graph original, @Nullable String asked, @Nullable Pooling pooling) {
        ValueSpec output = chosen(original, asked);
        Graph graph = original.copy();
        graph.replaceOutputs(List.of(output));
        graph.removeDead();
        int rank = rank(output, pooling);
        if (rank == TOKEN_VECTORS) {
            return Heads.pooled(graph, required(output, pooling));
        }
        if (rank != ROWS) {
            throw new SourceException("the output " + output.name() + " has " + rank
                    + " dimensions; wanted are [batch, width] or [batch, sequence, width]");
        }
        return graph;
    }

    /** The declared number of dimensions; where none is declared, pooling is what a vector for each token needs. */
    private static int rank(ValueSpec output, @Nullable Pooling pooling) {
        List<ValueSpec.Axis> shape = output.shape();
        return shape != null ? shape.size() : pooling == null ? ROWS : TOKEN_VECTORS;
    }

    private static ValueSpec chosen(Graph graph, @Nullable String asked) {
        List<ValueSpec> candidates = graph.outputs().stream()
                .filter(output -> asked == null
                        ? output.type() == WeightType.FLOAT
                        : output.name().equals(asked))
                .toList();
        if (candidates.size() != 1) {
            List<String> names = graph.outputs().stream().map(ValueSpec::name).toList();
            throw new SourceException(
                    asked == null
                            ? "the graph has the outputs " + names + ": name the one that matters with --output"
                            : "the graph has no output '" + asked + "', only " + names);
        }
        return candidates.get(0);
    }

    private static Pooling required(ValueSpec output, @Nullable Pooling pooling) {
        if (pooling == null) {
            throw new SourceException("the output " + output.name() + " has a vector for each token, and no"
                    + " 1_Pooling/config.json beside the model says how they become one: give --pooling mean (most"
                    + " sentence-transformers) or --pooling cls (BGE and others that were trained on the first token)");
        }
        return pooling;
    }
}

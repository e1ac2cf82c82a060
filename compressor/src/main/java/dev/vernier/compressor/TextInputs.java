package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.store.TextInput;

/** Finds out from a graph how text goes into it; inputs have the names that BERT's exporters give them. */
final class TextInputs {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    private TextInputs() {}

    static TextInput of(Graph graph, String tokenizerDigest, int maxTokens) {
        for (String needed : new String[] {IDS, MASK}) {
            if (graph.input(needed).isEmpty()) {
                throw new GraphException(
                        "a text model needs the inputs " + IDS + " and " + MASK + ", this one has " + graph.inputs());
            }
        }
        return new TextInput(
                tokenizerDigest,
                IDS,
                MASK,
                graph.input(TYPES).isPresent() ? TYPES : null,
                maxTokens,
                vocabulary(graph));
    }

    private static int vocabulary(Graph graph) {
        for (Node node : graph.consumers(IDS)) {
            Weight table = graph.weight(node.input(0));
            if (node.is("Gather") && table != null) {
                return table.size(0);
            }
        }
        throw new GraphException(IDS + " is not looked up in a table of embeddings");
    }
}

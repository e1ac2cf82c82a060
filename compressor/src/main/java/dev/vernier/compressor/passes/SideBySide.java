package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import java.util.List;

/** A variant and its reference in one graph over the same inputs, so that a run shows what both make of a text. */
final class SideBySide {
    private static final String PREFIX = "reference//";

    private SideBySide() {}

    /** The variant as it is, without outputs, and the reference, its values under {@link #name other names}. */
    static Graph of(Graph variant, Graph reference) {
        Graph both = variant.withOutputs(List.of());
        reference.opsets().forEach(both::importDomain);
        reference.weights().forEach((value, weight) -> both.putWeight(name(value), weight));
        for (Node node : reference.nodes()) {
            if (!node.captured().isEmpty()) {
                throw new GraphException(
                        "the reference cannot be run beside a variant: " + node + " has graphs inside");
            }
            both.add(new Node(
                    node.op(),
                    node.domain(),
                    name(node.output()),
                    names(reference, node.inputs()),
                    names(reference, node.outputs()),
                    node.attributes(),
                    node.note()));
        }
        return both;
    }

    private static List<String> names(Graph reference, List<String> values) {
        return values.stream()
                .map(value -> value.isEmpty() || reference.input(value).isPresent() ? value : name(value))
                .toList();
    }

    /** What a value of the reference is called. */
    static String name(String value) {
        return PREFIX + value;
    }
}

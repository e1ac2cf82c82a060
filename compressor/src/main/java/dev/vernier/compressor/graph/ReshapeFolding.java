package dev.vernier.compressor.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the shape that a Reshape computes from the shape of its own input by a constant, where every size is a
 * constant or is copied from the same place: {@code [batch, sequence, 12, 32]} becomes {@code [0, 0, 12, 32]}.
 */
final class ReshapeFolding {
    private final Graph graph;

    private ReshapeFolding(Graph graph) {
        this.graph = graph;
    }

    static void apply(Graph graph) {
        ReshapeFolding folding = new ReshapeFolding(graph);
        graph.nodes().stream().filter(node -> node.is("Reshape")).forEach(folding::fold);
    }

    private void fold(Node reshape) {
        Node concat = graph.producer(reshape.input(1));
        if (concat == null || !concat.is("Concat") || reshape.intAttribute("allowzero", 0) != 0) {
            return;
        }
        long[] shape = new long[concat.inputs().size()];
        for (int place = 0; place < shape.length; place++) {
            Long size = size(concat.input(place), reshape.input(0), place);
            if (size == null) {
                return;
            }
            shape[place] = size;
        }
        String constant = graph.addWeight(reshape.input(1) + "/folded", Weight.vector(shape));
        graph.replace(reshape.withInputs(List.of(reshape.input(0), constant)));
    }

    /** The constant size, 0 for the size of {@code tensor} at this place, null when it is something else. */
    private @Nullable Long size(String value, String tensor, int place) {
        Weight constant = graph.weight(value);
        if (constant != null) {
            return constant.elements() == 1 ? constant.longs()[0] : null;
        }
        Node unsqueeze = graph.producer(value);
        if (unsqueeze == null || !unsqueeze.is("Unsqueeze")) {
            return null;
        }
        Weight whole = graph.weight(unsqueeze.input(0));
        if (whole != null) {
            return whole.elements() == 1 ? whole.longs()[0] : null;
        }
        return isSizeOf(unsqueeze.input(0), tensor, place) ? 0L : null;
    }

    private boolean isSizeOf(String value, String tensor, int place) {
        Node gather = graph.producer(value);
        if (gather == null || !gather.is("Gather")) {
            return false;
        }
        Node shape = graph.producer(gather.input(0));
        Weight index = graph.weight(gather.input(1));
        return shape != null
                && shape.is("Shape")
                && shape.input(0).equals(tensor)
                && index != null
                && index.elements() == 1
                && index.longs()[0] == place;
    }
}

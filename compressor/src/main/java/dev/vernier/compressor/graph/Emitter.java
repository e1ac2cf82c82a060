package dev.vernier.compressor.graph;

import java.util.List;

/** Adds nodes to a graph, each in the form that the graph's version of the standard operators wants. */
public final class Emitter {
    private static final int AXES_ARE_INPUTS_OF_SQUEEZE = 13;
    private static final int AXES_ARE_INPUTS_OF_REDUCTIONS = 18;

    private final Graph graph;
    private final String stem;

    /** {@code stem}: what the names of the new values start with. */
    public Emitter(Graph graph, String stem) {
        this.graph = graph;
        this.stem = stem;
    }

    /** Adds a standard operator and returns the name of its output. */
    public String op(String op, String... inputs) {
        return add(Node.of(op, List.of(inputs), fresh(op)));
    }

    /** Adds a node as it is and returns its first output. */
    public String add(Node node) {
        graph.add(node);
        return node.output();
    }

    /** A name for a new value. */
    public String fresh(String suffix) {
        return graph.fresh(stem + "/" + suffix);
    }

    public String constant(String suffix, Weight weight) {
        return graph.addWeight(stem + "/" + suffix, weight);
    }

    public String cast(String input, WeightType to) {
        return add(Node.of("Cast", List.of(input), fresh("Cast")).with("to", Attribute.of(to.code())));
    }

    public String unsqueeze(String input, long axis) {
        return withAxes("Unsqueeze", input, axis, AXES_ARE_INPUTS_OF_SQUEEZE);
    }

    /** Sum over one axis, which disappears. */
    public String reduceSum(String input, long axis) {
        return reduction("ReduceSum", input, axis, 0, AXES_ARE_INPUTS_OF_SQUEEZE);
    }

    /** The smallest value along one axis, which disappears. */
    public String reduceMin(String input, long axis) {
        return reduction("ReduceMin", input, axis, 0, AXES_ARE_INPUTS_OF_REDUCTIONS);
    }

    /** The largest value along one axis, which disappears. */
    public String reduceMax(String input, long axis) {
        return reduction("ReduceMax", input, axis, 0, AXES_ARE_INPUTS_OF_REDUCTIONS);
    }

    /** Euclidean length along one axis, which stays with size 1. */
    public String length(String input, long axis) {
        return reduction("ReduceL2", input, axis, 1, AXES_ARE_INPUTS_OF_REDUCTIONS);
    }

    private String reduction(String op, String input, long axis, long keep, int axesAreInputsFrom) {
        String output = withAxes(op, input, axis, axesAreInputsFrom);
        Node node = graph.producer(output);
        if (node != null) {
            graph.replace(node.with("keepdims", Attribute.of(keep)));
        }
        return output;
    }

    private String withAxes(String op, String input, long axis, int axesAreInputsFrom) {
        if (graph.opset() >= axesAreInputsFrom) {
            return op(op, input, constant("axes", Weight.vector(axis)));
        }
        return add(Node.of(op, List.of(input), fresh(op)).with("axes", Attribute.of(new long[] {axis})));
    }
}

package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.Block.FeedForward;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a transformer block that consists of units of one kind, the neurons of its feed-forward layer or the heads of its
 * attention. Each goes its own way from the layers that produce it to the projection that adds up what all contribute.
 *
 * @param producers their columns are the units'
 * @param projection its rows are the units', {@code size} consecutive ones each
 * @param reshapes their constant shapes name the number of units
 * @param units how many there are
 * @param size of a unit: inputs of the projection
 * @param step the number of units by which widths differ, where the kernels like round ones
 */
record UnitLayer(List<Linear> producers, Linear projection, List<Node> reshapes, int units, int size, int step) {
    /** Widths that are no multiple of a vector register's length waste part of it. */
    private static final int WIDTH_STEP = 16;

    private static final Set<String> SCALING = Set.of("Mul", "Div");

    UnitLayer {
        producers = List.copyOf(producers);
        reshapes = List.copyOf(reshapes);
    }

    /**
     * The feed-forward layers in which only scalars meet a neuron on its way.
     *
     * @param group how many neurons, next to each other, are one unit; a layer of which some would be left over is left out
     */
    static List<UnitLayer> neurons(Graph graph, int group) {
        return BlockMatcher.match(graph).stream()
                .flatMap(block -> Stream.ofNullable(block.feedForward()))
                .flatMap(feedForward -> Stream.ofNullable(neurons(graph, feedForward, group)))
                .toList();
    }

    private static @Nullable UnitLayer neurons(Graph graph, FeedForward feedForward, int group) {
        boolean meetScalarsOnly = feedForward.activation().stream()
                .flatMap(node -> node.inputs().stream())
                .map(graph::weight)
                .allMatch(weight -> weight == null || weight.elements() == 1);
        int width = feedForward.down().matrix(graph).size(0);
        return !meetScalarsOnly || width % group != 0
                ? null
                : new UnitLayer(
                        List.of(feedForward.up()),
                        feedForward.down(),
                        List.of(),
                        width / group,
                        group,
                        Math.max(1, WIDTH_STEP / group));
    }

    /** The attentions with layers of their own for queries, keys and values, whose heads are told apart by constant shapes. */
    static List<UnitLayer> heads(Graph graph) {
        return BlockMatcher.match(graph).stream()
                .flatMap(block -> Stream.ofNullable(heads(graph, block)))
                .toList();
    }

    private static @Nullable UnitLayer heads(Graph graph, Block block) {
        List<Linear> producers = List.of(block.query(), block.key(), block.value());
        if (producers.stream().distinct().count() < producers.size()) {
            return null;
        }
        List<Node> reshapes = new ArrayList<>();
        for (Linear producer : producers) {
            Node split = nextReshape(graph, producer.output());
            if (split == null) {
                return null;
            }
            reshapes.add(split);
        }
        Node joined = graph.producer(block.output().input());
        if (joined == null || !isJoining(graph, joined)) {
            return null;
        }
        reshapes.add(joined);
        int width = block.output().matrix(graph).size(0);
        int heads = heads(graph, reshapes.get(0), width);
        boolean areAlike = reshapes.stream().limit(3).allMatch(split -> heads(graph, split, width) == heads)
                && producers.stream().allMatch(layer -> layer.matrix(graph).size(1) == width);
        return heads < 2 || !areAlike
                ? null
                : new UnitLayer(producers, block.output(), reshapes, heads, width / heads, 1);
    }

    private static @Nullable Node nextReshape(Graph graph, String value) {
        Node next = graph.soleConsumer(value);
        while (next != null && SCALING.contains(next.op()) && isScalar(graph, next.input(1))) {
            next = graph.soleConsumer(next.output());
        }
        return next != null && next.is("Reshape") ? next : null;
    }

    /** Whether this turns {@code [batch, sequence, heads, size]} into {@code [batch, sequence, width]} for one reader. */
    private static boolean isJoining(Graph graph, Node node) {
        Weight shape = node.is("Reshape") ? graph.weight(node.input(1)) : null;
        return shape != null && shape.elements() == 3 && graph.soleConsumer(node.output()) != null;
    }

    private static boolean isScalar(Graph graph, String value) {
        Weight weight = graph.weight(value);
        return weight != null && weight.elements() == 1;
    }

    /** Heads in the shape {@code [batch, sequence, heads, size]} of a Reshape; 0 when it is of another kind. */
    private static int heads(Graph graph, Node reshape, int width) {
        Weight shape = graph.weight(reshape.input(1));
        if (shape == null || shape.elements() != 4) {
            return 0;
        }
        long heads = shape.longs()[2];
        long size = shape.longs()[3];
        if (heads < 0 ? size <= 0 : size >= 0 && heads * size != width) {
            return 0;
        }
        return Math.toIntExact(heads < 0 ? width / size : heads);
    }

    /** Inputs of the projection. */
    int inputs() {
        return units * size;
    }

    int outputs(Graph graph) {
        return projection.matrix(graph).size(1);
    }

    /** Multiplications a token in the layers around one unit. */
    long unitMultiplications(Graph graph) {
        long columns = producers.stream()
                .mapToLong(layer -> layer.matrix(graph).size(0))
                .sum();
        return size * (columns + outputs(graph));
    }

    /** So many units, rounded to a multiple of the step, at least one step and at most all. */
    int rounded(double wanted) {
        return Math.min(units, Math.max(1, Math.round((float) wanted / step)) * step);
    }

    /** The projection's matrix with its bias as the last row, zeros where it has none, row by row. */
    double[] weights(Graph graph) {
        return projection.affine(graph);
    }

    /** What some function of a unit's weights in the projection adds up to. */
    double[] sumsOfProjection(Graph graph, DoubleUnaryOperator function) {
        double[] sums = new double[units];
        double[] weights = projection.matrix(graph).doubles();
        int elements = weights.length / units;
        for (int i = 0; i < weights.length; i++) {
            sums[i / elements] += function.applyAsDouble(weights[i]);
        }
        return sums;
    }

    /** The same with the unit's weights in the layers that produce it, biases included. */
    double[] sumsOfAll(Graph graph, DoubleUnaryOperator function) {
        double[] sums = sumsOfProjection(graph, function);
        for (Linear producer : producers) {
            double[] weights = producer.affine(graph);
            for (int i = 0; i < weights.length; i++) {
                sums[i % inputs() / size] += function.applyAsDouble(weights[i]);
            }
        }
        return sums;
    }

    /** The inputs of the projection that belong to these units. */
    int[] inputsOf(int... someUnits) {
        return IntStream.of(someUnits)
                .flatMap(unit -> IntStream.range(unit * size, (unit + 1) * size))
                .toArray();
    }

    /**
     * Leaves only these units in a graph.
     *
     * @param kept ascending, at least one
     * @param weights the projection's as {@link #weights} gives them, of which the kept units' rows and the bias are used
     */
    void keep(Graph graph, int[] kept, double[] weights) {
        int outputs = outputs(graph);
        double[] bias = Arrays.copyOfRange(weights, inputs() * outputs, weights.length);
        int[] inputs = inputsOf(kept);
        for (Linear producer : producers) {
            String vector = producer.biasWeight();
            producer.replaceWeights(
                    graph,
                    "pruned",
                    columns(producer.matrix(graph), inputs),
                    vector == null ? null : columns(weight(graph, vector), inputs));
        }
        double[] left = new double[(inputs.length + 1) * outputs];
        for (int i = 0; i < inputs.length; i++) {
            System.arraycopy(weights, inputs[i] * outputs, left, i * outputs, outputs);
        }
        System.arraycopy(bias, 0, left, inputs.length * outputs, outputs);
        projection.replaceAffine(graph, "pruned", left);
        reshapes.forEach(reshape -> reshape(graph, reshape, kept.length));
    }

    /** {@code [.., .., units, size]} or {@code [.., .., units * size]} for so many units; -1 stays. */
    private void reshape(Graph graph, Node reshape, int kept) {
        long[] shape = weight(graph, reshape.input(1)).longs();
        if (shape[2] >= 0) {
            shape[2] = shape.length == 4 ? kept : (long) kept * size;
        }
        Node now = Objects.requireNonNull(graph.producer(reshape.output()));
        String constant = graph.addWeight(reshape.input(1) + "/pruned", Weight.vector(shape));
        graph.replace(now.withInputs(List.of(now.input(0), constant)));
    }

    /** Some columns of a matrix, or elements of a vector. */
    private static Weight columns(Weight matrix, int[] columns) {
        float[] from = matrix.floats();
        int width = matrix.size(matrix.rank() - 1);
        int rows = from.length / width;
        float[] to = new float[rows * columns.length];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < columns.length; i++) {
                to[row * columns.length + i] = from[row * width + columns[i]];
            }
        }
        long[] shape = matrix.shape();
        shape[shape.length - 1] = columns.length;
        return Weight.floats(shape, to);
    }

    private static Weight weight(Graph graph, String name) {
        return Objects.requireNonNull(graph.weight(name), name);
    }
}

package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Block.FeedForward;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Weight;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a feed-forward layer that has lost neurons.
 *
 * @param upBias null when the layer has none
 * @param downBias null when the layer has none
 */
record PrunedLayer(
        Weight up,
        @Nullable Weight upBias,
        Weight down,
        @Nullable Weight downBias) {
    /** Whether each neuron goes its own way from one layer to the other: only scalars meet it there. */
    static boolean isPossible(Graph graph, FeedForward layer) {
        return layer.activation().stream()
                .flatMap(node -> node.inputs().stream())
                .map(graph::weight)
                .allMatch(weight -> weight == null || weight.elements() == 1);
    }

    /** The second matrix with its bias as the last row (0 when it has none), row by row. */
    static double[] weightsWithBias(Graph graph, FeedForward layer) {
        float[] matrix = weight(graph, layer.down().weight()).floats();
        int outputs = weight(graph, layer.down().weight()).size(1);
        double[] all = new double[matrix.length + outputs];
        for (int i = 0; i < matrix.length; i++) {
            all[i] = matrix[i];
        }
        String bias = layer.down().biasWeight();
        if (bias != null) {
            float[] values = weight(graph, bias).floats();
            for (int i = 0; i < outputs; i++) {
                all[matrix.length + i] = values[i];
            }
        }
        return all;
    }

    /** {@code weights}: as {@link #weightsWithBias} gives them, after the removal. */
    static PrunedLayer of(Graph graph, FeedForward layer, int[] neurons, double[] weights) {
        Weight up = weight(graph, layer.up().weight());
        String upBias = layer.up().biasWeight();
        int outputs = weight(graph, layer.down().weight()).size(1);
        int width = up.size(1);
        return new PrunedLayer(
                columns(up, neurons),
                upBias == null ? null : elements(weight(graph, upBias), neurons),
                rows(weights, neurons, outputs),
                layer.down().biasWeight() == null
                        ? null
                        : Weight.floats(new long[] {outputs}, row(weights, width, outputs)));
    }

    int neurons() {
        return up.size(1);
    }

    /** Puts the weights under new names: the old ones may be shared. */
    void putInto(Graph graph, FeedForward layer) {
        layer.up().replaceWeights(graph, "pruned", up, upBias);
        layer.down().replaceWeights(graph, "pruned", down, downBias);
    }

    private static Weight columns(Weight matrix, int[] columns) {
        float[] from = matrix.floats();
        int rows = matrix.size(0);
        int width = matrix.size(1);
        float[] to = new float[rows * columns.length];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < columns.length; i++) {
                to[row * columns.length + i] = from[row * width + columns[i]];
            }
        }
        return Weight.floats(new long[] {rows, columns.length}, to);
    }

    private static Weight elements(Weight vector, int[] places) {
        float[] from = vector.floats();
        float[] to = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            to[i] = from[places[i]];
        }
        return Weight.floats(new long[] {places.length}, to);
    }

    private static Weight rows(double[] matrix, int[] rows, int width) {
        float[] to = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(row(matrix, rows[i], width), 0, to, i * width, width);
        }
        return Weight.floats(new long[] {rows.length, width}, to);
    }

    private static float[] row(double[] matrix, int row, int width) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = (float) matrix[row * width + i];
        }
        return values;
    }

    private static Weight weight(Graph graph, String name) {
        return Objects.requireNonNull(graph.weight(name), name);
    }
}

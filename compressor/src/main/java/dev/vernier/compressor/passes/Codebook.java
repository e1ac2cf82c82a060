package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matrices of linear layers in a few bits a weight, as a form of storage: the file has a code for each weight and what it
 * stands for; the runtime makes fp32 matrices of that once, when it loads the model, and is as fast and as large as before.
 */
public final class Codebook implements Pass {
    private final Form form;
    private final int bits;

    /** What the bits of a weight mean. */
    public enum Form {
        /** The number of one of {@code 2^bits} values, a table for each matrix, by k-means. */
        TABLE {
            @Override
            String add(Emitter emit, Weight matrix, int bits) {
                float[] weights = matrix.floats();
                float[] levels = Centroids.of(weights, 1 << bits);
                int[] codes = new int[weights.length];
                for (int i = 0; i < codes.length; i++) {
                    codes[i] = Centroids.nearest(levels, weights[i]);
                }
                String ones = unpacked(emit, codes, matrix, bits, WeightType.INT64);
                long[] powers = new long[bits];
                for (int bit = 0; bit < bits; bit++) {
                    powers[bit] = 1L << bit;
                }
                String factors = emit.constant("powers", Weight.longs(new long[] {bits, 1, 1}, powers));
                String places = emit.reduceSum(emit.op("Mul", ones, factors), 0);
                return emit.op(
                        "Gather", emit.constant("levels", Weight.floats(new long[] {levels.length}, levels)), places);
            }
        },

        /**
         * Signs: each bit times a scale of its own for each output channel, the mean magnitude of what the bits before have left
         * (the residual binarisation of XNOR-Net's {@code W = alpha sign(W)}, Rastegari et al. 2016).
         */
        SIGNS {
            @Override
            String add(Emitter emit, Weight matrix, int bits) {
                int width = matrix.size(1);
                float[] left = matrix.floats();
                int[] codes = new int[left.length];
                float[] scales = new float[bits * width];
                float[] offsets = new float[width];
                for (int bit = 0; bit < bits; bit++) {
                    for (int column = 0; column < width; column++) {
                        float scale = meanMagnitude(left, column, width);
                        scales[bit * width + column] = 2 * scale;
                        offsets[column] -= scale;
                        for (int at = column; at < left.length; at += width) {
                            boolean isPositive = left[at] >= 0;
                            codes[at] |= isPositive ? 1 << bit : 0;
                            left[at] -= isPositive ? scale : -scale;
                        }
                    }
                }
                String ones = unpacked(emit, codes, matrix, bits, WeightType.FLOAT);
                String factors = emit.constant("scales", Weight.floats(new long[] {bits, 1, width}, scales));
                String sums = emit.reduceSum(emit.op("Mul", ones, factors), 0);
                return emit.op("Add", sums, emit.constant("offsets", Weight.floats(new long[] {width}, offsets)));
            }
        };

        /** Adds the operators that make the matrix, and returns the name of what they make. */
        abstract String add(Emitter emit, Weight matrix, int bits);

        private static String unpacked(Emitter emit, int[] codes, Weight matrix, int bits, WeightType type) {
            return PackedBits.unpacked(emit, PackedBits.of(codes, bits), matrix.size(0), matrix.size(1), type);
        }

        private static float meanMagnitude(float[] values, int column, int width) {
            double sum = 0;
            for (int at = column; at < values.length; at += width) {
                sum += Math.abs(values[at]);
            }
            return (float) (sum * width / values.length);
        }
    }

    /**
     * A form with so many bits a weight.
     *
     * @throws IllegalArgumentException when they are not 2 to 8 of a table or 1 to 4 signs
     */
    public Codebook(Form form, int bits) {
        int fewest = form == Form.TABLE ? 2 : 1;
        int most = form == Form.TABLE ? 8 : 4;
        if (bits < fewest || bits > most) {
            throw new IllegalArgumentException("bits must be " + fewest + " to " + most + " in this form, not " + bits);
        }
        this.form = form;
        this.bits = bits;
    }

    @Override
    public String name() {
        return "codebook";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        Map<String, String> stored = new HashMap<>();
        for (Linear layer : Linear.all(original)) {
            Weight matrix = layer.matrix(original);
            if (PackedBits.fits(matrix.elements())) {
                String name = stored.computeIfAbsent(
                        layer.weight(), weight -> form.add(new Emitter(graph, weight), matrix, bits));
                graph.replace(layer.matMul().withInputs(List.of(layer.input(), name)));
            }
        }
        if (stored.isEmpty()) {
            throw new GraphException("the graph has no MatMul with a constant fp32 matrix of a multiple of 8 weights");
        }
        graph.removeDead();
        graph.sort();
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("matrices_stored", stored.size())
                .put("form", Pass.word(form))
                .put("bits", bits);
        return new Outcome(graph, facts);
    }
}

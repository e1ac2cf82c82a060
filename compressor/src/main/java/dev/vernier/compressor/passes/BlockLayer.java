package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A linear layer whose matrix is in blocks.
 *
 * @param drift what the mean output has lost by the rounding, one number a channel
 */
record BlockLayer(BlockFormat format, BlockMatrix matrix, Weight drift) {
    /** The kernel that computes in 8-bit integers; the exact one is 2 to 7 times slower. */
    private static final int INTEGER_KERNEL = 4;

    static BlockLayer of(BlockFormat format, Rounding rounding, Weight matrix, Gram moments) {
        int inputs = matrix.size(0);
        int outputs = matrix.size(1);
        double[] exact = matrix.doubles();
        double[] weights = exact.clone();
        BlockMatrix target = new BlockMatrix(format, inputs, outputs);
        rounding.apply(target, format, moments, weights, inputs);
        double[] drift = new double[outputs];
        for (int i = 0; i < exact.length; i++) {
            drift[i % outputs] += moments.mean(i / outputs) * (exact[i] - weights[i]);
        }
        return new BlockLayer(format, target, Weight.rounded(new long[] {outputs}, drift));
    }

    /** Puts the layer in the place of the fp32 one; a bias takes the drift back. */
    void putInto(Graph graph, Linear layer) {
        Weight fp32 = layer.matrix(graph);
        graph.importDomain(Node.MICROSOFT, 1);
        List<String> inputs = inputs(graph, layer);
        if (layer.bias() != null) {
            graph.remove(layer.matMul());
        }
        graph.replace(Node.of("MatMulNBits", inputs, layer.output())
                .inDomain(Node.MICROSOFT)
                .with("K", Attribute.of(fp32.size(0)))
                .with("N", Attribute.of(fp32.size(1)))
                .with("bits", Attribute.of(format.bits()))
                .with("block_size", Attribute.of(format.blockSize()))
                .with("accuracy_level", Attribute.of(INTEGER_KERNEL)));
    }

    private List<String> inputs(Graph graph, Linear layer) {
        String stem = layer.weight() + "/" + format.bits() + "bit";
        List<String> inputs = new ArrayList<>(List.of(layer.input()));
        inputs.add(graph.addWeight(stem, matrix.values()));
        inputs.add(graph.addWeight(stem + "_scale", matrix.scales()));
        if (!format.isSymmetric()) {
            inputs.add(graph.addWeight(stem + "_zero", matrix.zeros()));
        }
        String bias = layer.biasWeight();
        if (bias != null) {
            while (inputs.size() < LayerBias.OF_MATMUL_NBITS) {
                inputs.add("");
            }
            inputs.add(graph.addWeight(bias + "/corrected", corrected(Objects.requireNonNull(graph.weight(bias)))));
        }
        return inputs;
    }

    private Weight corrected(Weight bias) {
        float[] values = bias.floats();
        float[] more = drift.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] += more[i];
        }
        return Weight.floats(bias.shape(), values);
    }
}

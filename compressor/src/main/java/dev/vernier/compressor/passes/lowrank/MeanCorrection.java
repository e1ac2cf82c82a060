package dev.vernier.compressor.passes.lowrank;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/** The bias that makes up for what another matrix changes in the mean: {@code b + mean(x)' (W - W')}. */
final class MeanCorrection {
    private MeanCorrection() {}

    /** The new bias {@code [out]}, of a layer without one the correction alone; {@code replacement}: W', {@code [in, out]}. */
    static Weight bias(Graph graph, Linear layer, Gram inputs, DMatrixRMaj replacement) {
        double[] exact = layer.matrix(graph).doubles();
        int outputs = replacement.getNumCols();
        double[] bias = layer.biasWeight() == null
                ? new double[outputs]
                : Objects.requireNonNull(graph.weight(layer.biasWeight())).doubles();
        for (int i = 0; i < exact.length; i++) {
            bias[i % outputs] +=
                    inputs.mean(i / outputs) * (exact[i] - replacement.getData()[i]);
        }
        return Weight.rounded(new long[] {outputs}, bias);
    }
}

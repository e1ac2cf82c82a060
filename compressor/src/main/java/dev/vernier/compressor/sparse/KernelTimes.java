package dev.vernier.compressor.sparse;

import dev.vernier.store.measure.Measure;
import java.util.Map;

/**
 * How one sparse matrix is multiplied.
 *
 * @param matrix its shape, {@code 384x1536}
 * @param tokens rows that it is multiplied with
 * @param sparsity share of its values that are zero
 * @param kernel whose product
 * @param bytes what the matrix takes in that kernel's form
 * @param speedup time of ONNX Runtime's product with the whole matrix / time of this one; thread CPU time, the two next to
 *     each other in each round
 */
public record KernelTimes(String matrix, int tokens, double sparsity, Kernel kernel, long bytes, Measure speedup) {
    /** A row of a result file. */
    public Map<String, Object> fields() {
        return Map.of(
                "matrix", matrix,
                "tokens", tokens,
                "sparsity", sparsity,
                "kernel", kernel.label(),
                "bytes", bytes,
                "speedup", speedup);
    }
}

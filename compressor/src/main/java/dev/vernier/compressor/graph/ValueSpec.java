package dev.vernier.compressor.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A declared input or output of a graph.
 *
 * @param shape outermost dimension first; null when the file does not say
 */
public record ValueSpec(
        String name, WeightType type, @Nullable List<Axis> shape) {
    /**
     * One dimension.
     *
     * @param symbol the name of a size that is free, empty for a fixed or unnamed one
     * @param size the fixed size, else -1
     */
    public record Axis(String symbol, long size) {
        public static Axis free(String symbol) {
            return new Axis(symbol, -1);
        }

        public static Axis fixed(long size) {
            return new Axis("", size);
        }
    }

    public ValueSpec {
        shape = shape == null ? null : List.copyOf(shape);
    }
}

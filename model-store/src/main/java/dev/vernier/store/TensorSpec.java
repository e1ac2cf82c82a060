package dev.vernier.store;

import java.util.List;

/**
 * The declared name, type and shape of an input or output.
 *
 * @param shape outermost dimension first
 * @param pad the value that fills an input's rows up to the batch's longest; 0 for outputs
 */
public record TensorSpec(String name, ElementType type, List<Dimension> shape, long pad) {
    public TensorSpec {
        shape = List.copyOf(shape);
    }
}

package dev.vernier.store;

import java.util.List;

/** Inputs and outputs of a model version, in the order in which a {@link Session} takes and gives them. */
public record Signature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}

package dev.vernier.loadtest.load;

import dev.vernier.store.Tensor;

/** An input tensor of a request under its name in the model. */
public record NamedTensor(String name, Tensor tensor) {}

package dev.vernier.compressor.evaluation;

import dev.vernier.store.Signature;
import dev.vernier.store.TextInput;

/**
 * What a model takes and gives, and how text becomes what it takes.
 *
 * @param tensors its inputs and outputs
 * @param text which of the inputs are made of text, and how
 */
public record TextSignature(Signature tensors, TextInput text) {}

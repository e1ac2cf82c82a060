/** Weights that become zero: which ones, how many, and what the others do about it. */
@NullMarked
package dev.vernier.compressor.passes.pruning;

import org.jspecify.annotations.NullMarked;

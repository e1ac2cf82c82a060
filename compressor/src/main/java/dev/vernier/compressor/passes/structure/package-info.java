/** Neurons, heads and blocks taken out of a graph, so that its matrices become smaller. */
@NullMarked
package dev.vernier.compressor.passes.structure;

import org.jspecify.annotations.NullMarked;

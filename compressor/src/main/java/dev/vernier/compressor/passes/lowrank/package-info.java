/** Matrices and tables as products of smaller ones. */
@NullMarked
package dev.vernier.compressor.passes.lowrank;

import org.jspecify.annotations.NullMarked;

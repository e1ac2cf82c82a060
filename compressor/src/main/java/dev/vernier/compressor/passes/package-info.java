/** What turns a graph into a smaller or faster one. */
@NullMarked
package dev.vernier.compressor.passes;

import org.jspecify.annotations.NullMarked;

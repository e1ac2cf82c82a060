/** Labelled texts: where they come from, and which of them each step may see. */
@NullMarked
package dev.vernier.compressor.corpus;

import org.jspecify.annotations.NullMarked;

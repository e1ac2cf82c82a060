/** What a variant is worth: its answers next to the reference's, on texts that no pass has seen. */
@NullMarked
package dev.vernier.compressor.evaluation;

import org.jspecify.annotations.NullMarked;

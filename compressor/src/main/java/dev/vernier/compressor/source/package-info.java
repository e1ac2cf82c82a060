/** What a compression starts from: a model, the texts that it is compressed and measured with, and what the model is for. */
@NullMarked
package dev.vernier.compressor.source;

import org.jspecify.annotations.NullMarked;

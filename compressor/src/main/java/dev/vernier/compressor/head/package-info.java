/** Softmax regression over fixed features, trained to its optimum. */
@NullMarked
package dev.vernier.compressor.head;

import org.jspecify.annotations.NullMarked;

/** Products with matrices that are mostly zeros, in plain Java, and their race against the runtime's dense product. */
@NullMarked
package dev.vernier.compressor.sparse;

import org.jspecify.annotations.NullMarked;

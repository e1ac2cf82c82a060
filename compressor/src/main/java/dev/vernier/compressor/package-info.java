@NullMarked
package dev.vernier.compressor;

import org.jspecify.annotations.NullMarked;

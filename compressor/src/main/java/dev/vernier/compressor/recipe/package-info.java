/** Recipes: which passes, in which order and with which parameters, make which variant. */
@NullMarked
package dev.vernier.compressor.recipe;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.vernier.store.tokenizer;

import org.jspecify.annotations.NullMarked;

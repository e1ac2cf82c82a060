@NullMarked
package dev.vernier.store.measure;

import org.jspecify.annotations.NullMarked;

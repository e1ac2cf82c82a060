@NullMarked
package dev.vernier.store;

import org.jspecify.annotations.NullMarked;

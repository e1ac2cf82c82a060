@NullMarked
package dev.vernier.loadtest;

import org.jspecify.annotations.NullMarked;

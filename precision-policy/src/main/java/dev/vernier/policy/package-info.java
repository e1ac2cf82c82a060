@NullMarked
package dev.vernier.policy;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.vernier.server;

import org.jspecify.annotations.NullMarked;

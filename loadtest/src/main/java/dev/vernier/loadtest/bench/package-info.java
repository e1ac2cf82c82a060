/** The verb {@code bench}: what the server adds to what it must do, and what it does when it is asked too much. */
@NullMarked
package dev.vernier.loadtest.bench;

import org.jspecify.annotations.NullMarked;

/** What every measuring verb stands on: the verbs that it starts, what it says meanwhile, and how a row came out. */
@NullMarked
package dev.vernier.loadtest.stage;

import org.jspecify.annotations.NullMarked;

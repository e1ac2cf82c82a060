/**
 * What every measuring verb stands on: the verbs that it starts, what it says meanwhile, what a ladder carries, how a load
 * is measured and compared with another, and how a row came out.
 */
@NullMarked
package dev.vernier.loadtest.stage;

import org.jspecify.annotations.NullMarked;

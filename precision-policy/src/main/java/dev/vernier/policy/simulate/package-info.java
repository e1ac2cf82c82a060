/**
 * The policy against recorded and generated load, without a clock: discrete events drive the very class that the server
 * runs, other policies behind the same interface, and a bound that none of them can pass.
 */
@NullMarked
package dev.vernier.policy.simulate;

import org.jspecify.annotations.NullMarked;

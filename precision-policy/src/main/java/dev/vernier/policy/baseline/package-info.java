/**
 * Other people's ideas of the same decision, behind the same interface: what {@code AdaptivePolicy} is measured against.
 * Ideas only, from papers; no code of theirs.
 */
@NullMarked
package dev.vernier.policy.baseline;

import org.jspecify.annotations.NullMarked;

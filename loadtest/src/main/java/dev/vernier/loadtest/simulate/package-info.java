/** The verb {@code simulate}: the policy against its rivals and a bound, in simulated time. */
@NullMarked
package dev.vernier.loadtest.simulate;

import org.jspecify.annotations.NullMarked;

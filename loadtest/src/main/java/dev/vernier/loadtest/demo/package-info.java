/** The verb {@code demo}: compress, serve, measure capacities, ramp the load, compare policies, report. */
@NullMarked
package dev.vernier.loadtest.demo;

import org.jspecify.annotations.NullMarked;

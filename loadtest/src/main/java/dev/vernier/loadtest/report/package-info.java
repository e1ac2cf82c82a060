/** Draws result files: one self-contained page of charts and tables, whatever verb measured. */
@NullMarked
package dev.vernier.loadtest.report;

import org.jspecify.annotations.NullMarked;

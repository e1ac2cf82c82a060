/** Sends load and keeps the books: open and closed loops over gRPC, one row of a ledger for each request. */
@NullMarked
package dev.vernier.loadtest.load;

import org.jspecify.annotations.NullMarked;

/** A request as the front ends hand it to the pipeline, and the model that it is for: no wire protocol in here. */
@NullMarked
package dev.vernier.server.request;

import org.jspecify.annotations.NullMarked;

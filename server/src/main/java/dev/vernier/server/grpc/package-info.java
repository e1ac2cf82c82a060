/** The gRPC front end: the Open Inference Protocol, health and reflection. The only place that knows the wire format. */
@NullMarked
package dev.vernier.server.grpc;

import org.jspecify.annotations.NullMarked;

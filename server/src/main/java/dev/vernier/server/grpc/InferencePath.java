package dev.vernier.server.grpc;

import dev.vernier.server.request.Intake;
import java.util.function.LongSupplier;

/**
 * What every inference needs on its way in.
 *
 * @param clock monotonic nanos
 */
record InferencePath(InferenceDecoder decoder, Intake intake, LongSupplier clock) {
    long now() {
        return clock.getAsLong();
    }
}

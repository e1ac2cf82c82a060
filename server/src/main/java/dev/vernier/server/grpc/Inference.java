package dev.vernier.server.grpc;

import dev.vernier.server.request.InferenceRequest;
import java.util.List;

/**
 * A decoded inference: the request, and what its reply needs beside it.
 *
 * @param id as the client sent it
 * @param outputs positions in the signature's outputs, in the order in which the reply has them
 * @param truncated whether a text was cut; false as well where the client did not allow it
 */
record Inference(InferenceRequest request, String id, List<Integer> outputs, boolean truncated) {}

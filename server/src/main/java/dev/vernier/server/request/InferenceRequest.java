package dev.vernier.server.request;

/**
 * A validated request: the model takes it, and at least one loaded variant may answer it.
 *
 * @param frameBytes size of the message that it came in, which it keeps on the heap until it is dispatched
 */
public record InferenceRequest(
        ServedModel model, Inputs inputs, RequestParameters parameters, Budget budget, int frameBytes) {}

package dev.vernier.server.request;

/**
 * A request whose way is to be explained: all but its tensors.
 *
 * @param rows rows of its tensors
 * @param length tokens of its longest row; 1 for a model without a sequence dimension
 */
public record RouteQuestion(ServedModel model, int rows, int length, RequestParameters parameters, Budget budget) {}

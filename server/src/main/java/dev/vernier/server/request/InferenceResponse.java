package dev.vernier.server.request;

import dev.vernier.policy.Reason;
import dev.vernier.store.Tensor;
import dev.vernier.store.VariantCard;
import java.util.List;

/**
 * The answer to one request, as rows of a batch's outputs. A view: it is read by {@link Call#answer} and not kept.
 *
 * @param variant which one answered
 * @param queueNanos from arrival to dispatch
 * @param computeNanos lane time of the batch
 * @param outputs the whole batch's, in the order of the model's signature, not copied
 * @param firstRow where the request's rows begin in the batch
 */
public record InferenceResponse(
        VariantCard variant, Reason reason, long queueNanos, long computeNanos, List<Tensor> outputs, int firstRow) {}

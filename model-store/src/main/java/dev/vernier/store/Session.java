package dev.vernier.store;

import java.util.List;

/**
 * An open variant: tensors in, tensors out. The seam behind which an engine lives.
 *
 * <p>Thread-safe: any number of lanes may run at once; {@link #close} waits for none of them, so close only when no run
 * is under way.
 */
public interface Session extends AutoCloseable {
    Signature signature();

    /**
     * Runs once, on the calling thread.
     *
     * @param inputs one tensor for each of the signature's inputs, in its order
     * @param outputs tensors to write the results into, one for each of the signature's outputs, in its order; or the
     *     empty list, and the session allocates them
     * @return {@code outputs}, or the allocated tensors
     * @throws SessionException when the engine refuses the input, fails, or the run was terminated
     */
    List<Tensor> run(List<Tensor> inputs, List<Tensor> outputs, Termination termination) throws SessionException;

    /** Frees the engine's memory. Idempotent. */
    @Override
    void close();
}

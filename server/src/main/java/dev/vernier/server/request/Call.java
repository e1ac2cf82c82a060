package dev.vernier.server.request;

import java.util.concurrent.Executor;

/**
 * Whoever waits for the outcome of one request.
 *
 * <p>An outcome takes two steps, so that a batch crosses to each event loop once: {@link #answer} or {@link #fail}, exactly
 * once and on any thread, then {@link #send} on {@link #loop}. After a cancellation both are still allowed and do
 * nothing.
 */
public interface Call {
    /** The event loop of the call; the same object for all calls of one loop. */
    Executor loop();

    Cancellation cancellation();

    /** Encodes the answer. When it returns, the response's tensors may be reused. */
    void answer(InferenceResponse response);

    void fail(Failure failure);

    /** Writes the outcome to the client. */
    void send();
}

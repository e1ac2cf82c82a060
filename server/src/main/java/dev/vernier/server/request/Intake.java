package dev.vernier.server.request;

import dev.vernier.policy.Explanation;

/** Where front ends hand requests over. Thread-safe; never blocks. */
public interface Intake {
    /**
     * Takes the request over: from now on its outcome, expiry included, is the intake's duty. Called on the call's loop.
     */
    void submit(InferenceRequest request, Call call);

    /**
     * How the request would be judged and answered if it came now. Changes and counts nothing.
     *
     * @throws InferenceException when the model was closed meanwhile, or the policy does not explain itself
     */
    Explanation explain(RouteQuestion question);

    /** Counts a request that failed before it was one; the front end has told the client. */
    void rejected(Failure failure);
}

package dev.vernier.server.request;

/** Where front ends hand requests over. Thread-safe; never blocks. */
public interface Intake {
    /**
     * Takes the request over: from now on its outcome, expiry included, is the intake's duty. Called on the call's loop.
     */
    void submit(InferenceRequest request, Call call);

    /** Counts a request that failed before it was one; the front end has told the client. */
    void rejected(Failure failure);
}

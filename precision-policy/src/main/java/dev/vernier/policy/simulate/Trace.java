package dev.vernier.policy.simulate;

import java.util.List;

/**
 * Requests in the order of their arrival.
 *
 * @param name what it is called in a result
 */
public record Trace(String name, List<TraceRequest> requests) {
    public Trace {
        requests = List.copyOf(requests);
    }

    /** When the last request is wanted. */
    public long endNanos() {
        return requests.stream().mapToLong(TraceRequest::targetNanos).max().orElse(0);
    }

    /** Same requests under another name. */
    public Trace named(String other) {
        return new Trace(other, requests);
    }
}

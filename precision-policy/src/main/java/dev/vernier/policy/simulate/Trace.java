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
}

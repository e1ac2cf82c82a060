package dev.vernier.policy;

/**
 * A request on its way through the policy. Times are monotonic nanos, compared by difference. Not thread-safe: guarded by
 * whoever guards the {@link DispatchPolicy}.
 *
 * @param <T> what the owner hangs on it
 */
public final class Ticket<T> {
    private static final int NOT_QUEUED = -1;

    private final Demand demand;
    private final long arrival;
    private final long target;
    private final long end;
    private final T payload;

    /** Lane time on its cheapest allowed variant at slowdown 1, as it was when it was queued. */
    long nominalNanos;

    /** Where the {@link WorkTree} counts it. */
    long bucket;

    /** Number in the order of admission; breaks ties. */
    long sequence;

    int targetPosition = NOT_QUEUED;
    int endPosition = NOT_QUEUED;

    /**
     * @param arrival when the request came in
     * @param target when the answer is wanted: order, price, routing and admission use it
     * @param end when the answer is worthless: only this expires the request
     */
    public Ticket(Demand demand, long arrival, long target, long end, T payload) {
        this.demand = demand;
        this.arrival = arrival;
        this.target = target;
        this.end = end;
        this.payload = payload;
    }

    public Demand demand() {
        return demand;
    }

    public long arrival() {
        return arrival;
    }

    public long target() {
        return target;
    }

    public long end() {
        return end;
    }

    public T payload() {
        return payload;
    }

    /** Whether the answer is still worth something after the target. */
    boolean isSoft() {
        return end - target > 0;
    }
}

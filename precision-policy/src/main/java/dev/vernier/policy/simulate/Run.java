package dev.vernier.policy.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What became of the requests of a trace. */
public final class Run {
    private static final int REFUSED = -1;
    private static final int DROPPED = -2;
    private static final int FAILED = -3;
    private static final int UNKNOWN = -4;

    private final Trace trace;
    private final World world;
    private final int[] variants;
    private final long[] finishes;
    private long events;
    private long switches;
    private final List<Sample> samples = new ArrayList<>();

    /** Every 100 ms: the price of the last dispatch, and the lane time that the queue would take on its cheapest variants. */
    public record Sample(double price, long backlogNanos) {}

    Run(Trace trace, World world) {
        this.trace = trace;
        this.world = world;
        variants = new int[trace.requests().size()];
        finishes = new long[variants.length];
        Arrays.fill(variants, UNKNOWN);
    }

    void refused(TraceRequest request, long now) {
        end(request, REFUSED, now);
    }

    void dropped(TraceRequest request, long now) {
        end(request, DROPPED, now);
    }

    void answered(TraceRequest request, int variant, long now) {
        end(request, variant, now);
    }

    void failed(TraceRequest request, long now) {
        end(request, FAILED, now);
    }

    void switched() {
        switches++;
    }

    void sampled(double price, long backlogNanos) {
        samples.add(new Sample(price, backlogNanos));
    }

    void happened() {
        events++;
    }

    private void end(TraceRequest request, int variant, long now) {
        if (variants[request.index()] != UNKNOWN) {
            throw new IllegalStateException("request " + request.index() + " ended twice");
        }
        variants[request.index()] = variant;
        finishes[request.index()] = now;
    }

    /** What the control path saw, every 100 ms of the trace. */
    public List<Sample> samples() {
        return Collections.unmodifiableList(samples);
    }

    /** Events that were simulated. */
    public long events() {
        return events;
    }

    /** Batches on another variant than the one before on the same lane. */
    public long switches() {
        return switches;
    }

    /** The variant that answered the request; negative: none did. */
    public int variant(int request) {
        return Math.max(REFUSED, variants[request]);
    }

    /** Whether the request was answered by its target. */
    public boolean isInTime(int request) {
        return variants[request] >= 0
                && finishes[request] <= trace.requests().get(request).targetNanos();
    }

    /** Value of the request's answer; 0 when it was late or there was none. */
    public double value(int request) {
        return isInTime(request) ? world.value(trace.requests().get(request), variants[request]) : 0;
    }

    /** Time from arrival to answer. */
    public long latencyNanos(int request) {
        return finishes[request] - trace.requests().get(request).arrivalNanos();
    }

    /** Number of requests. */
    public int offered() {
        return variants.length;
    }

    /** Requests that were refused. */
    public long shed() {
        return Arrays.stream(variants).filter(variant -> variant == REFUSED).count();
    }

    /** Requests that were admitted and never answered. */
    public long dropped() {
        return Arrays.stream(variants).filter(variant -> variant == DROPPED).count();
    }

    /** Requests whose variant was not there when their lane wanted to run it. */
    public long failed() {
        return Arrays.stream(variants).filter(variant -> variant == FAILED).count();
    }

    /** Requests that have not ended; 0 after a run. */
    public long lost() {
        return Arrays.stream(variants).filter(variant -> variant == UNKNOWN).count();
    }

    /** Sum of the values of the answers in time over all requests. */
    public double effectiveAccuracy() {
        double sum = 0;
        for (int request = 0; request < variants.length; request++) {
            sum += value(request);
        }
        return variants.length == 0 ? 1 : sum / variants.length;
    }

    /** Share of the requests that were answered by their targets. */
    public double sloAttainment() {
        long inTime = 0;
        for (int request = 0; request < variants.length; request++) {
            inTime += isInTime(request) ? 1 : 0;
        }
        return variants.length == 0 ? 1 : (double) inTime / variants.length;
    }

    /** Requests that were answered below their floor. */
    public long floorViolations() {
        long violations = 0;
        for (TraceRequest request : trace.requests()) {
            int variant = variants[request.index()];
            if (variant >= 0 && fidelity(request, variant) < request.demand().floor()) {
                violations++;
            }
        }
        return violations;
    }

    /** Share of each variant of a model among its answers. */
    public double[] mix(int model) {
        double[] counts = new double[world.actual().get(model).variants().size()];
        double answers = 0;
        for (TraceRequest request : trace.requests()) {
            if (request.demand().model() == model && variants[request.index()] >= 0) {
                counts[variants[request.index()]]++;
                answers++;
            }
        }
        double total = Math.max(1, answers);
        return Arrays.stream(counts).map(count -> count / total).toArray();
    }

    /** Effective accuracy of each whole second of arrivals. */
    public double[] accuracyBySecond() {
        List<TraceRequest> requests = trace.requests();
        if (requests.isEmpty()) {
            return new double[0];
        }
        int seconds = (int) (requests.get(requests.size() - 1).arrivalNanos() / 1_000_000_000L) + 1;
        double[] sums = new double[seconds];
        int[] counts = new int[seconds];
        for (TraceRequest request : requests) {
            int second = (int) (request.arrivalNanos() / 1_000_000_000L);
            sums[second] += value(request.index());
            counts[second]++;
        }
        for (int second = 0; second < seconds; second++) {
            sums[second] = counts[second] == 0 ? 1 : sums[second] / counts[second];
        }
        return sums;
    }

    private double fidelity(TraceRequest request, int variant) {
        return world.believed()
                .get(request.demand().model())
                .variants()
                .get(variant)
                .fidelity();
    }
}

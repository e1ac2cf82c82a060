package dev.vernier.policy.simulate;

import java.util.Arrays;

/**
 * The times at which lane time is scarce: of all unions of intervals the one in which the work that has to be done inside it
 * exceeds its capacity most. Found by a sweep over the targets; a segment tree over the arrivals holds, for an interval that
 * starts there and ends now, the best excess before it plus the work inside it.
 */
final class TightTimes {
    private final long[] starts;
    private final double[] capacityAtStart;
    private final int leaves;
    private final double[] sums;
    private final double[] mosts;

    /** @param starts arrival times, increasing */
    TightTimes(long[] starts, double[] capacityAtStart) {
        this.starts = starts;
        this.capacityAtStart = capacityAtStart;
        leaves = Integer.highestOneBit(Math.max(1, starts.length - 1)) * 2;
        sums = new double[2 * leaves];
        mosts = new double[2 * leaves];
    }

    /**
     * Marks the requests that lie inside scarce times.
     *
     * @param byTarget requests in the order of their targets
     * @param demands work of each request, in nominal nanos
     * @param capacityAtTarget lane time from 0 to the target of each request
     * @param marks set to true where a request lies inside
     */
    void mark(int[] byTarget, long[] targets, double[] demands, double[] capacityAtTarget, boolean[] marks) {
        Arrays.fill(sums, 0);
        Arrays.fill(mosts, Double.NEGATIVE_INFINITY);
        double best = 0;
        int bestEnd = -1;
        int opened = 0;
        int[] endBeforeStart = new int[starts.length];
        int[] startOfEnd = new int[byTarget.length];
        int[] endBefore = new int[byTarget.length];
        for (int end = 0; end < byTarget.length; end++) {
            int request = byTarget[end];
            while (opened < starts.length && starts[opened] < targets[request]) {
                endBeforeStart[opened] = bestEnd;
                open(opened, best + capacityAtStart[opened]);
                opened++;
            }
            put(request, demands[request]);
            double excess = mosts[1] - capacityAtTarget[request];
            if (excess > best * (1 + 1e-12) + 1e-3) {
                int start = argmax();
                best = excess;
                bestEnd = end;
                startOfEnd[end] = start;
                endBefore[end] = endBeforeStart[start];
            }
        }
        for (int end = bestEnd; end >= 0; end = endBefore[end]) {
            markInside(targets, starts[startOfEnd[end]], targets[byTarget[end]], marks);
        }
    }

    private void markInside(long[] targets, long from, long to, boolean[] marks) {
        int first = Arrays.binarySearch(starts, from);
        while (first > 0 && starts[first - 1] == from) {
            first--;
        }
        for (int request = first; request < starts.length && starts[request] < to; request++) {
            if (targets[request] <= to) {
                marks[request] = true;
            }
        }
    }

    private void open(int start, double base) {
        mosts[leaves + start] = base + sums[leaves + start];
        climb(start);
    }

    private void put(int start, double work) {
        sums[leaves + start] += work;
        mosts[leaves + start] += work;
        climb(start);
    }

    /** A start's excess counts the work of all requests that arrive at it or later. */
    private void climb(int start) {
        for (int node = (leaves + start) / 2; node > 0; node /= 2) {
            int left = 2 * node;
            sums[node] = sums[left] + sums[left + 1];
            mosts[node] = Math.max(mosts[left + 1], mosts[left] + sums[left + 1]);
        }
    }

    private int argmax() {
        int node = 1;
        while (node < leaves) {
            int left = 2 * node;
            node = mosts[left + 1] >= mosts[left] + sums[left + 1] ? left + 1 : left;
        }
        return node - leaves;
    }
}

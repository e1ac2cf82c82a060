package dev.vernier.policy;

import java.util.Arrays;

/** What each lane runs, since when, for how long by estimate, and what it ran last. */
final class LaneLedger {
    /** A lane that is late by more than this many estimates is stuck, and no capacity. */
    private static final int STUCK_ESTIMATES = 3;

    private static final int IDLE = -1;

    private long[] startedAt = new long[0];
    private long[] predictedNanos = new long[0];
    private int[] members = new int[0];
    private long[] lastForm = new long[0];
    private int running;

    void start(Dispatch<?> dispatch) {
        int lane = dispatch.lane();
        reach(lane);
        startedAt[lane] = dispatch.startedAt();
        predictedNanos[lane] = dispatch.predictedNanos();
        members[lane] = dispatch.members().size();
        lastForm[lane] = form(dispatch.model(), dispatch.variant());
        running += members[lane];
    }

    void finish(Dispatch<?> dispatch) {
        running -= Math.max(0, members[dispatch.lane()]);
        members[dispatch.lane()] = IDLE;
    }

    /** Whether the lane would have to bring another variant's weights into its cache. */
    boolean switches(int lane, int model, int variant) {
        return lane >= lastForm.length || lastForm[lane] != form(model, variant);
    }

    /** Lane nanos still to be run, a lane that is late counting as done. */
    long owedNanos(long now) {
        long owed = 0;
        for (int lane = 0; lane < members.length; lane++) {
            if (members[lane] != IDLE) {
                owed += Math.max(0, predictedNanos[lane] - (now - startedAt[lane]));
            }
        }
        return owed;
    }

    /** Lanes that can be counted on, at least one. */
    int dependable(int lanes, long now) {
        int stuck = 0;
        for (int lane = 0; lane < members.length; lane++) {
            if (members[lane] != IDLE && overdueNanos(lane, now) > STUCK_ESTIMATES * predictedNanos[lane]) {
                stuck++;
            }
        }
        return Math.max(1, lanes - stuck);
    }

    /** Requests that are being run. */
    int running() {
        return running;
    }

    private long overdueNanos(int lane, long now) {
        return now - startedAt[lane] - predictedNanos[lane];
    }

    private static long form(int model, int variant) {
        return ((long) model << Integer.SIZE) | variant;
    }

    private void reach(int lane) {
        int known = members.length;
        if (lane >= known) {
            startedAt = Arrays.copyOf(startedAt, lane + 1);
            predictedNanos = Arrays.copyOf(predictedNanos, lane + 1);
            lastForm = Arrays.copyOf(lastForm, lane + 1);
            members = Arrays.copyOf(members, lane + 1);
            Arrays.fill(members, known, lane + 1, IDLE);
            Arrays.fill(lastForm, known, lane + 1, IDLE);
        }
    }
}

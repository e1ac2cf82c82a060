package dev.vernier.policy.simulate;

import dev.vernier.policy.ModelProfile;
import java.util.List;

/**
 * What a trace runs on.
 *
 * @param actual the models as they are
 * @param believed the models as the policy knows them
 * @param speed of every lane
 * @param stalls lanes that stand still for a time
 * @param loading which variants are there, and when
 */
public record World(
        int lanes,
        List<ModelProfile> actual,
        List<ModelProfile> believed,
        Speed speed,
        List<Stall> stalls,
        Loading loading) {
    public World {
        actual = List.copyOf(actual);
        believed = List.copyOf(believed);
        stalls = List.copyOf(stalls);
    }

    /** A world in which the policy knows the truth. */
    public static World of(int lanes, List<ModelProfile> models) {
        return new World(lanes, models, models, Speed.constant(1), List.of(), Loading.DONE);
    }

    /** A lane does nothing for a time. */
    public record Stall(int lane, long fromNanos, long durationNanos) {}

    /** The same with other beliefs. */
    public World believing(List<ModelProfile> others) {
        return new World(lanes, actual, others, speed, stalls, loading);
    }

    /** The same at another speed. */
    public World at(Speed other) {
        return new World(lanes, actual, believed, other, stalls, loading);
    }

    /** The same with stalls. */
    public World stalling(List<Stall> others) {
        return new World(lanes, actual, believed, speed, others, loading);
    }

    /** The same with other variants loaded. */
    public World loading(Loading other) {
        return new World(lanes, actual, believed, speed, stalls, other);
    }

    /** Value of an answer. */
    double value(TraceRequest request, int variant) {
        return actual.get(request.demand().model()).value(variant);
    }

    long finish(int lane, long start, double nominalNanos) {
        long finish = speed.finish(start, nominalNanos);
        for (Stall stall : stalls) {
            if (stall.lane() == lane
                    && stall.fromNanos() < finish
                    && stall.fromNanos() + stall.durationNanos() > start) {
                finish += stall.durationNanos() - Math.max(0, start - stall.fromNanos());
            }
        }
        return finish;
    }
}

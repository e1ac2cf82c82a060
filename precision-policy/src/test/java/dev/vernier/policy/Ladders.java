package dev.vernier.policy;

import java.util.List;

/** Models and requests that the tests share. Costs in nanos. */
final class Ladders {
    static final long MILLI = 1_000_000;

    private Ladders() {}

    static VariantProfile variant(String name, double fidelity, double alphaMillis, double perTokenMicros) {
        return new VariantProfile(
                name, fidelity, true, true, new CostCurve(alphaMillis * MILLI, perTokenMicros * 1000, 0));
    }

    static ModelProfile model(VariantProfile... variants) {
        return new ModelProfile("model", List.of(variants), 1, 1, 16, 512);
    }

    /** 8, 4 and 2 ms at any length, so that literal numbers can be checked by hand. */
    static ModelProfile flat() {
        return model(variant("fp32", 1, 8, 0), variant("int8", 0.98, 4, 0), variant("pruned", 0.9, 2, 0));
    }

    /** 1 ms + 100, 40, 20 us a token: batches cost as much as their rows apart but for the fixed part. */
    static ModelProfile byToken() {
        return model(variant("fp32", 1, 1, 100), variant("int8", 0.98, 0.5, 40), variant("pruned", 0.9, 0.2, 20));
    }

    static PolicySnapshot snapshot(int lanes, double slowdown, PriceRule price, long now, ModelProfile... models) {
        return new PolicySnapshot(now, lanes, slowdown, price, List.of(models));
    }

    static AdaptivePolicy<String> policy(PolicySnapshot snapshot) {
        return new AdaptivePolicy<>(snapshot, PolicyTuning.DEFAULT, snapshot.takenAt());
    }

    static Demand demand(int length) {
        return new Demand(0, 1, length, 4, 0, -1, false);
    }

    static Demand withFloor(double floor) {
        return new Demand(0, 1, 32, 4, floor, -1, false);
    }

    static Demand pinned(int variant) {
        return new Demand(0, 1, 32, 4, 0, variant, false);
    }

    /** Wanted after {@code millis} and worthless then. */
    static Ticket<String> hard(Demand demand, long now, double millis) {
        long target = now + (long) (millis * MILLI);
        return new Ticket<>(demand, now, target, target, "hard");
    }

    /** Wanted after {@code millis}, worthless after ten times as long. */
    static Ticket<String> soft(Demand demand, long now, double millis) {
        long slo = (long) (millis * MILLI);
        return new Ticket<>(demand, now, now + slo, now + 10 * slo, "soft");
    }
}

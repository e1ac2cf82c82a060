package dev.vernier.server;

import dev.vernier.policy.Reason;
import dev.vernier.policy.ShedReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The meters of one model, found once: the hot path looks up no tag.
 *
 * @param ofVariants by the variant's slot
 * @param never durations of requests that had no variant, since they never ran, by outcome
 */
record ModelMeters(
        List<OfVariant> ofVariants,
        MeterFamily<Outcome, Timer> never,
        MeterFamily<ShedReason, Counter> shed,
        Timer queueWait,
        Counter accuracyDebt,
        ArmMeters arms) {

    /**
     * The meters of one variant.
     *
     * @param predictionError shared by the variants of that name in all models
     */
    record OfVariant(
            MeterFamily<Reason, Counter> requests,
            MeterFamily<Outcome, Timer> durations,
            DistributionSummary predictionError) {
        void dispatched(Reason reason) {
            requests.of(reason).increment();
        }

        void predicted(double observedOverPredicted) {
            predictionError.record(observedOverPredicted);
        }

        long count(Outcome outcome) {
            return durations.of(outcome).count();
        }

        void ended(Outcome outcome, long nanos) {
            durations.of(outcome).record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** The counters that together count every request that was dispatched or refused. */
    List<Counter> arrivals() {
        List<Counter> counters = new ArrayList<>(shed.all());
        ofVariants.forEach(variant -> counters.addAll(variant.requests.all()));
        return counters;
    }

    /** Number of requests that have ended, however. */
    long count() {
        long count = 0;
        for (Outcome outcome : Outcome.values()) {
            count += never.of(outcome).count();
            for (OfVariant variant : ofVariants) {
                count += variant.count(outcome);
            }
        }
        return count;
    }

    OfVariant ofVariant(int slot) {
        return ofVariants.get(slot);
    }

    void refused(ShedReason reason) {
        shed.of(reason).increment();
    }

    /** A request ended that never ran. */
    void ended(Outcome outcome, long nanos) {
        never.of(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }
}

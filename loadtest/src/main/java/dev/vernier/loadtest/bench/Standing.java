package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Run;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * What became of a trace, in the figures that a replay is judged by: of a run on the server or of one in the simulator.
 *
 * @param effectiveAccuracy sum of the values of the answers in time / requests, with the values of the cards
 * @param mix share of the answers by variant, in the order of the ladder
 * @param p99Millis of the answers
 */
record Standing(double sloAttainment, double effectiveAccuracy, List<Double> mix, double p99Millis) {
    Standing {
        mix = List.copyOf(mix);
    }

    /** A run on the server. */
    static Standing of(Ledger ledger, ModelProfile ladder) {
        TreeMap<String, Integer> slots = new TreeMap<>();
        for (int slot = 0; slot < ladder.variants().size(); slot++) {
            slots.put(ladder.variants().get(slot).name(), slot);
        }
        Count count = new Count(ledger.size(), ladder);
        for (int row = 0; row < ledger.size(); row++) {
            if (ledger.isAnswered(row)) {
                int slot = slots.getOrDefault(ledger.variant(row), 0);
                count.add(row, slot, ledger.outcome(row) == Outcome.IN_TIME, ledger.latencyNanos(row) / 1e6);
            }
        }
        return count.standing();
    }

    /** A replay of the course: its answers are on their way as long as the strain says. */
    static Standing of(Run run, Replay replay, Course course, Ledger log) {
        Count count = new Count(run.offered(), replay.ladder());
        for (int row = 0; row < run.offered(); row++) {
            if (run.variant(row) >= 0) {
                double due = log.plan().schedule().offsetNanos(row) / 1e9;
                double millis = run.latencyNanos(row) / 1e6 + replay.transitMillis(course, due);
                count.add(row, run.variant(row), millis <= replay.slo().toNanos() / 1e6, millis);
            }
        }
        return count.standing();
    }

    Map<String, Object> fields(ModelProfile ladder) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int slot = 0; slot < mix.size(); slot++) {
            shares.put(ladder.variants().get(slot).name(), mix.get(slot));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slo_attainment", sloAttainment);
        fields.put("effective_accuracy", effectiveAccuracy);
        fields.put("mix", shares);
        fields.put("p99_ms", p99Millis);
        return fields;
    }

    private static final class Count {
        private final ModelProfile ladder;
        private final double[] millis;
        private final double[] mix;
        private double inTime;
        private double value;

        Count(int offered, ModelProfile ladder) {
            this.ladder = ladder;
            millis = new double[offered];
            mix = new double[ladder.variants().size()];
            Arrays.fill(millis, Double.NaN);
        }

        void add(int row, int slot, boolean isInTime, double latencyMillis) {
            mix[slot]++;
            millis[row] = latencyMillis;
            inTime += isInTime ? 1 : 0;
            value += isInTime ? ladder.value(slot) : 0;
        }

        Standing standing() {
            double[] answered = DoubleStream.of(millis)
                    .filter(latency -> !Double.isNaN(latency))
                    .sorted()
                    .toArray();
            int answers = Math.max(1, answered.length);
            int offered = Math.max(1, millis.length);
            double p99 = answered.length == 0 ? 0 : answered[(int) Math.ceil(0.99 * answers) - 1];
            return new Standing(
                    inTime / offered,
                    value / offered,
                    DoubleStream.of(mix).mapToObj(count -> count / answers).toList(),
                    p99);
        }
    }
}
